"""The step of bench/sparse.ts in NumPy and SciPy: the rank by a CSR product, the rows by whole arrays.

  python scipy_step.py PEERS KNOWN SAMPLES STEPS

Prints one line of JSON: seconds of a step and of its CSR product, least of STEPS.
"""
import json
import sys
import time

import numpy as np
import scipy
from scipy.sparse import csr_matrix
from scipy.special import expit


def project(v):
    """Rows on the simplex, by sorting (Duchi et al. 2008)."""
    u = -np.sort(-v, axis=1)
    total = np.cumsum(u, axis=1) - 1
    count = np.arange(1, v.shape[1] + 1)
    kept = np.count_nonzero(u * count > total, axis=1)
    threshold = total[np.arange(len(v)), kept - 1] / kept
    return np.maximum(v - threshold[:, None], 0)


def main(n, k, m, steps):
    rng = np.random.default_rng(1)
    neighbours = np.sort(rng.integers(0, n, size=(n, k), dtype=np.int32), axis=1)
    factors = rng.random((n, m, k), dtype=np.float32)
    factors /= np.sqrt((factors.sum(axis=2) ** 2).sum(axis=1))[:, None, None]
    weights = rng.random((n, k))
    weights /= weights.sum(axis=1, keepdims=True)
    stake = np.ones(n)
    start = np.arange(0, n * k + 1, k)
    temperature, ratio, rate = 10 / k, 25.0, 0.01
    times, products = [], []
    for _ in range(steps):
        begin = time.perf_counter()
        matrix = csr_matrix((weights.ravel(), neighbours.ravel(), start), shape=(n, n))
        shift = matrix.T @ stake / n
        products.append(time.perf_counter() - begin)
        mask = expit((stake[:, None] * weights - shift[neighbours]) / temperature)
        inner = np.einsum("nmk,nk->nm", factors, mask - 1, optimize=True)
        outer = np.einsum("nmk,nm->nk", factors, inner, optimize=True)
        scale = -ratio * (1 - 1 / n) * 2 / temperature
        moved = weights + rate * scale * stake[:, None] * outer * mask * (1 - mask)
        next_weights = project(moved)
        np.abs(next_weights - weights).max()
        weights = next_weights
        times.append(time.perf_counter() - begin)
    print(json.dumps({"scipy": scipy.__version__, "step": min(times), "product": min(products)}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:5]))
