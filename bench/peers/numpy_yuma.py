"""The epoch of bench/yuma.ts in NumPy: whole arrays, the consensus by sorted columns and running sums of stake.

  python numpy_yuma.py FOLDER SECONDS

Reads sizes.json of FOLDER (validators, miners, liquid, penalty), weights.bin and stake.bin (float64), runs epochs from no
bonds, and writes the outcome of the second to consensus.bin, incentive.bin, bonds.bin and dividends.bin. Prints one line of
JSON: the version and the milliseconds of an epoch, least by the wall clock and of processor.
"""
import json
import sys
import time

import numpy as np

KAPPA = 32767 / 65535


def consensus(votes, stake):
    order = np.argsort(-votes, axis=0, kind="stable")
    support = np.cumsum(stake[order], axis=0)
    place = np.argmax(support >= KAPPA * (1 - 1e-12), axis=0)  # the last support is 1
    columns = np.arange(votes.shape[1])
    return votes[order[place, columns], columns]


def divided(a, b):
    return np.divide(a, b, out=np.zeros_like(a), where=b > 0)


def epoch(weights, stake, bonds, liquid, penalty):
    votes = divided(weights, np.broadcast_to(weights.sum(axis=1, keepdims=True), weights.shape))
    stake = stake / stake.sum()
    level = consensus(votes, stake)
    clipped = np.minimum(votes, level)
    rank = stake @ clipped
    prerank = stake @ votes
    trust = divided(rank, prerank)
    validator_trust = clipped.sum(axis=1)
    incentive = rank / rank.sum()
    bought = (1 - penalty) * votes + penalty * clipped
    if liquid:
        moved = np.where(bought >= bonds, np.maximum(bought - level, 0), bonds - bought)
        alpha = 0.1 + 0.2 / (1 + np.exp(-10 * (moved - 0.5)))
    else:
        alpha = 0.025
    bonds = np.clip((1 - alpha) * bonds + alpha * bought, 0, 1)
    bonded = bonds.sum(axis=0)
    dividends = stake * (bonds @ divided(incentive, bonded))
    dividends /= dividends.sum()
    return level, incentive, bonds, dividends, trust, validator_trust


def main(folder, seconds):
    sizes = json.load(open(f"{folder}/sizes.json"))
    shape = sizes["validators"], sizes["miners"]
    weights = np.fromfile(f"{folder}/weights.bin").reshape(shape)
    stake = np.fromfile(f"{folder}/stake.bin")
    rule = sizes["liquid"], sizes["penalty"]
    bonds = np.zeros(shape)
    for _ in range(2):
        level, incentive, bonds, dividends, *_ = epoch(weights, stake, bonds, *rule)
    for name, values in dict(consensus=level, incentive=incentive, bonds=bonds, dividends=dividends).items():
        values.tofile(f"{folder}/{name}.bin")
    times, start, used = [], time.perf_counter(), time.process_time()
    while not times or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        bonds = epoch(weights, stake, bonds, *rule)[2]
        times.append(1000 * (time.perf_counter() - begin))
    processor = 1000 * (time.process_time() - used) / len(times)
    print(json.dumps({"numpy": np.__version__, "least": min(times), "processor": processor}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
