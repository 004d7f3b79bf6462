"""Eight networks 64-64-10 in PyTorch, trained side by side: dense, relu, dense, softmax cross-entropy, Adam.

    python3 torch_training.py THREADS SECONDS

Prints examples per second and per second of processor time: one network after the other and all eight stacked in one batched product.
"""
import sys
import time

import torch
import torch.nn.functional as F

NETS, BATCH, INPUTS, HIDDEN, CLASSES, BATCHES = 8, 128, 64, 64, 10, 16
threads, seconds = int(sys.argv[1]), float(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(1)
x = torch.randn(BATCHES, NETS, BATCH, INPUTS)
labels = torch.randint(CLASSES, (BATCHES, NETS, BATCH))


def rates(step):
    """The best of three measurements, by the wall clock and by processor time, after as long to get warm."""
    best, at = [0.0, 0.0], 0
    for measurement in range(4):
        start, core, count = time.perf_counter(), time.process_time(), 0
        while time.perf_counter() - start < seconds / 4:
            step(at % BATCHES)
            at, count = at + 1, count + 1
        if measurement > 0:
            took = time.perf_counter() - start, time.process_time() - core
            best = [max(rate, count * NETS * BATCH / used) for rate, used in zip(best, took)]
    return f'{best[0]:.0f} wall, {best[1]:.0f} core-second'


nets = [
    torch.nn.Sequential(torch.nn.Linear(INPUTS, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, CLASSES))
    for _ in range(NETS)
]
optimisers = [torch.optim.Adam(net.parameters()) for net in nets]


def one_after_the_other(at):
    for i, (net, optimiser) in enumerate(zip(nets, optimisers)):
        optimiser.zero_grad()
        F.cross_entropy(net(x[at, i]), labels[at, i]).backward()
        optimiser.step()


shapes = [(NETS, INPUTS, HIDDEN), (NETS, 1, HIDDEN), (NETS, HIDDEN, CLASSES), (NETS, 1, CLASSES)]
parameters = [(0.1 * torch.randn(shape)).requires_grad_() for shape in shapes]
optimiser = torch.optim.Adam(parameters)


def stacked(at):
    w1, b1, w2, b2 = parameters
    optimiser.zero_grad()
    hidden = torch.relu(torch.baddbmm(b1, x[at], w1))
    logits = torch.baddbmm(b2, hidden, w2)
    loss = F.cross_entropy(logits.view(-1, CLASSES), labels[at].view(-1), reduction='sum') / BATCH
    loss.backward()
    optimiser.step()


print(f'torch {torch.__version__}')
print(f'one after the other: {rates(one_after_the_other)}')
print(f'stacked: {rates(stacked)}')
