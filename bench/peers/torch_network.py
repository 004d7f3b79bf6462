"""The network of lib/network/model/layout.ts in PyTorch: eight peers, each asking all eight, trained by Adam.

    python3 torch_network.py THREADS BATCH SECONDS [HIDDEN]

Prints examples per second and per second of processor time. A round of `connected` is what lib/network does at jitter 0:
every peer sends its batch to all, each answers for all eight batches with its student in place of the network, the asker
descends cross-entropy through the answers, cross-entropy through its student and the distillation, and gradients reach the
answerers: one backward through all of it. `alone` joins a peer's own answer only.
"""
import math
import sys
import time

import torch
import torch.nn.functional as F

PEERS, INPUTS, WIDTH, CONTEXT, CLASSES, BATCHES = 8, 64, 32, 32, 10, 16
threads, batch, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
HIDDEN = int(sys.argv[4]) if len(sys.argv) > 4 else 64
torch.set_num_threads(threads)
torch.manual_seed(1)
xs = torch.rand(BATCHES, PEERS, batch, INPUTS)
labels = torch.randint(CLASSES, (BATCHES, PEERS, batch))

LAYERS = {
    'encoder': (INPUTS, HIDDEN),
    'studentHidden': (INPUTS, HIDDEN),
    'student': (HIDDEN, CONTEXT),
    'join': (PEERS * WIDTH, CONTEXT),
    'bodyHidden': (HIDDEN, WIDTH),
    'bodyContext': (CONTEXT, WIDTH),
    'head': (WIDTH, CLASSES),
}


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
            best = [max(rate, count * PEERS * batch / used) for rate, used in zip(best, took)]
    return f'{best[0]:.0f} wall, {best[1]:.0f} core-second'


def parameters(lead):
    """Weights [*lead, inputs, outputs] and biases [*lead, 1, outputs]; the body has one bias for both of its weights."""
    weights = {name: torch.randn(*lead, *shape) / math.sqrt(shape[0]) for name, shape in LAYERS.items()}
    for name, (_, columns) in LAYERS.items():
        if name != 'bodyContext':
            weights[f'{name}Bias'] = torch.zeros(*lead, 1, columns)
    return {name: weight.requires_grad_() for name, weight in weights.items()}


def adam(of):
    # The fused or foreach forms where this PyTorch has them on a processor: one call for all parameters.
    for options in ({'fused': True}, {'foreach': True}, {}):
        try:
            optimiser = torch.optim.Adam(of, lr=0.002, eps=1e-7, **options)
            for parameter in of:
                parameter.grad = torch.zeros_like(parameter)
            optimiser.step()
            return optimiser
        except (RuntimeError, TypeError):
            continue
    raise SystemExit('no Adam')


class Peers:
    """The equations; `linear` is bias plus product, stacked or for one peer."""

    def __init__(self, weights, linear, product):
        self.weights, self.linear, self.product = weights, linear, product

    def dense(self, name, x):
        return self.linear(self.weights[f'{name}Bias'], x, self.weights[name])

    def hidden(self, name, x):
        return torch.relu(self.dense(name, x))

    def student(self, x):
        return self.dense('student', self.hidden('studentHidden', x))

    def body(self, h, c):
        return torch.tanh(self.dense('bodyHidden', h) + self.product(c, self.weights['bodyContext']))

    def answer(self, x):
        return self.body(self.hidden('encoder', x), self.student(x))

    def loss(self, x, answers, y):
        h, c, imitated = self.hidden('encoder', x), self.dense('join', answers), self.student(x)

        def cross_entropy(context):
            z = self.dense('head', self.body(h, context))
            return F.cross_entropy(z.reshape(-1, CLASSES), y.reshape(-1), reduction='sum')

        taught = F.log_softmax(c.detach(), -1)
        copied = F.log_softmax(imitated, -1)
        divergence = F.kl_div(copied, taught, reduction='sum', log_target=True)
        return (cross_entropy(c) + cross_entropy(imitated) + divergence) / batch


stack = parameters((PEERS,))
stacked = Peers(stack, torch.baddbmm, torch.bmm)
stack_adam = adam(list(stack.values()))
own = torch.eye(PEERS).view(PEERS, 1, PEERS, 1)


def connected_stacked(at):
    x = xs[at]
    stack_adam.zero_grad()
    # Every peer answers all questions: [answerer, asker · row, width] → [asker, row, answerer · width].
    everything = x.reshape(1, PEERS * batch, INPUTS).expand(PEERS, -1, -1)
    answers = stacked.answer(everything).view(PEERS, PEERS, batch, WIDTH)
    joined = answers.permute(1, 2, 0, 3).reshape(PEERS, batch, PEERS * WIDTH)
    stacked.loss(x, joined, labels[at]).backward()
    stack_adam.step()


def alone_stacked(at):
    x = xs[at]
    stack_adam.zero_grad()
    joined = (stacked.answer(x).view(PEERS, batch, 1, WIDTH) * own).reshape(PEERS, batch, PEERS * WIDTH)
    stacked.loss(x, joined, labels[at]).backward()
    stack_adam.step()


singles = [parameters(()) for _ in range(PEERS)]
singly = [Peers(weights, torch.addmm, torch.mm) for weights in singles]
single_adams = [adam(list(weights.values())) for weights in singles]


def connected_one_by_one(at):
    x = xs[at]
    for optimiser in single_adams:
        optimiser.zero_grad()
    everything = x.reshape(PEERS * batch, INPUTS)
    answers = [peer.answer(everything).view(PEERS, batch, WIDTH) for peer in singly]
    loss = sum(
        peer.loss(x[i], torch.cat([answer[i] for answer in answers], -1), labels[at, i])
        for i, peer in enumerate(singly)
    )
    loss.backward()
    for optimiser in single_adams:
        optimiser.step()


def alone_one_by_one(at):
    for i, (peer, optimiser) in enumerate(zip(singly, single_adams)):
        optimiser.zero_grad()
        x = xs[at, i]
        joined = F.pad(peer.answer(x), (i * WIDTH, (PEERS - 1 - i) * WIDTH))
        peer.loss(x, joined, labels[at, i]).backward()
        optimiser.step()


print(f'torch {torch.__version__}')
print(f'alone, one after the other: {rates(alone_one_by_one)}')
print(f'alone, stacked: {rates(alone_stacked)}')
print(f'connected, one after the other: {rates(connected_one_by_one)}')
print(f'connected, stacked: {rates(connected_stacked)}')
