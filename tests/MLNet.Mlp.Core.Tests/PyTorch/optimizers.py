"""PyTorch's optimizers, by the names of MLNet.Mlp's."""
import torch

from data import hyper, shortest

MOMENTUM = dict(momentum=hyper(0.9))
ADAM = dict(betas=(hyper(0.9), hyper(0.999)), eps=hyper(1e-8))

# Name: (class, arguments, a learning rate that suits it).
OPTIMIZERS = {
    "Sgd": (torch.optim.SGD, {}, hyper(0.1)),
    "MomentumSgd": (torch.optim.SGD, MOMENTUM, hyper(0.05)),
    "NesterovSgd": (torch.optim.SGD, MOMENTUM | dict(nesterov=True), hyper(0.05)),
    "Adagrad": (torch.optim.Adagrad, dict(eps=hyper(1e-10)), hyper(0.1)),
    "RmsProp": (torch.optim.RMSprop, dict(alpha=hyper(0.99), eps=hyper(1e-8)), hyper(0.01)),
    "Adam": (torch.optim.Adam, ADAM, hyper(0.01)),
    "AdamW": (torch.optim.AdamW, ADAM, hyper(0.01)),
}
PROPERTIES = {"momentum": "momentum", "alpha": "alpha", "eps": "epsilon"}


class Optimizer:
    """lazy: of the weights of the first layer, a step touches only those of inputs that are not zero in some row of the
    batch. Where torch.optim knows sparse gradients, that is what it does with them."""

    def __init__(self, network, name, decay=0.0, l1=0.0, lazy=False, sparse=False, **changes):
        kind, arguments, _ = OPTIMIZERS[name]
        arguments = arguments | changes
        decay, self.l1, self.lazy = hyper(decay), hyper(l1), lazy
        self.first = network[0].linear.weight
        self.weights = [p for p in network.parameters() if p.dim() == 2]
        others = [p for p in network.parameters() if p.dim() == 1]
        if sparse:
            # A rule for all but the first weights, and SparseAdam for these.
            self.rules = [
                torch.optim.SparseAdam(self.weights[:1], **arguments),
                kind(self.weights[1:] + others, **arguments),
            ]
        else:
            groups = [{"params": self.weights, "weight_decay": decay}, {"params": others, "weight_decay": 0}]
            self.rules = [kind(groups, lr=1, **arguments)]
        values = {PROPERTIES[key]: value for key, value in arguments.items() if key in PROPERTIES}
        if "betas" in arguments:
            values |= {"beta1": arguments["betas"][0], "beta2": arguments["betas"][1]}
        values |= {"weightDecay": decay, "l1Penalty": self.l1}
        self.description = {name: {key: shortest(value) for key, value in values.items()}}

    def zero_grad(self):
        for rule in self.rules:
            rule.zero_grad()

    def step(self, rate, seen_inputs):
        with torch.no_grad():
            if self.l1:
                for weight in self.weights:
                    weight.grad += self.l1 * weight.sign()
            before = [tensor.clone() for tensor in self._of_first_weights()]
            for rule in self.rules:
                for group in rule.param_groups:
                    group["lr"] = rate
                rule.step()
            if self.lazy:
                # Before the first step there was no state, or one of zeros.
                after = self._of_first_weights()
                before += [torch.zeros_like(self.first)] * (len(after) - len(before))
                for new, old in zip(after, before):
                    new[:, ~seen_inputs] = old[:, ~seen_inputs]

    def _of_first_weights(self):
        """The first weights, and all states of the optimizer that have one number for each."""
        states = self.rules[0].state.get(self.first, {}) if self.lazy else {}
        return [self.first] + [s for s in states.values() if torch.is_tensor(s) and s.shape == self.first.shape]
