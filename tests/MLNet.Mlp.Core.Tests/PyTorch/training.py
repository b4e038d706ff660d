"""Trains one network and records what became of it."""
import torch
from torch import nn

import data
from data import BATCH, BATCHES_PER_EPOCH, EPOCHS, ROWS, hyper, shortest
from layers import create_network, final_values, initial_values
from losses import row_losses
from optimizers import OPTIMIZERS, Optimizer
from schedules import create_schedule


def limit_norms(weights, limit):
    """What torch.renorm does, which divides by the norm + 1e-7."""
    expected = torch.renorm(weights, 2, 0, limit)
    weights *= (limit / weights.norm(dim=1, keepdim=True)).clamp(max=1)
    torch.testing.assert_close(weights, expected, rtol=1e-6, atol=0)


def train(
        name, hidden_layers=({"units": 5, "activation": "Tanh"},), output="Softmax", loss=("CrossEntropy", {}),
        targets="three", features="dense", weigh_rows=False, class_weights=None, optimizer="MomentumSgd",
        optimizer_changes=None, learning_rate=None, schedule=("ConstantRate", {}), clip_norm=None, clip_value=None,
        max_norm=None):
    """hidden_layers: dictionaries with the properties of MLNet.Mlp's HiddenLayer. loss, schedule: the name and the
    properties of MLNet.Mlp's. class_weights: one for each class, or "balanced"."""
    x, t = data.FEATURES[features], data.targets_of(targets)
    weights = data.ROW_WEIGHTS if weigh_rows else torch.ones(ROWS)
    balanced = class_weights == "balanced"
    if balanced:
        class_weights = data.balanced_weights(targets)
    elif class_weights is not None:
        class_weights = [hyper(weight) for weight in class_weights]
    loss = (loss[0], {key: hyper(value) for key, value in loss[1].items()})
    output_size = t.shape[1] if t.dim() == 2 else 1 if targets == "two" else 3

    changes = optimizer_changes or {}
    network = create_network(x.shape[1], list(hidden_layers), output_size, changes.get("sparse", False))
    initial = initial_values(network)
    rule = Optimizer(network, optimizer, **changes)
    learning_rate = OPTIMIZERS[optimizer][2] if learning_rate is None else hyper(learning_rate)

    def mean_loss(rows):
        losses = row_losses(loss, output, network(x[rows]), t[rows], class_weights)
        return (weights[rows] * losses).sum() / len(rows)

    # The schedule changes the rate of an optimizer of its own, as rates have to be rounded to floats.
    clock = torch.optim.SGD([torch.zeros(1)], lr=learning_rate)
    scheduler, changes_each_step = create_schedule(clock, *schedule)
    losses, rates = [], []
    for step in range(EPOCHS * BATCHES_PER_EPOCH):
        rows = [(step * BATCH + i) % ROWS for i in range(BATCH)]
        rates.append(hyper(clock.param_groups[0]["lr"]))
        rule.zero_grad()
        batch_loss = mean_loss(rows)
        losses.append(batch_loss.item())
        batch_loss.backward()
        if clip_value is not None:
            nn.utils.clip_grad_value_(network.parameters(), hyper(clip_value))
        if clip_norm is not None:
            nn.utils.clip_grad_norm_(network.parameters(), hyper(clip_norm))
        rule.step(rates[-1], (x[rows] != 0).any(0))
        if max_norm is not None:
            with torch.no_grad():
                for layer in network:
                    limit_norms(layer.linear.weight, hyper(max_norm))
        clock.step()
        if changes_each_step:
            # PyTorch refuses to compute a rate for after the last step.
            if len(losses) < EPOCHS * BATCHES_PER_EPOCH:
                scheduler.step()
        elif (step + 1) % BATCHES_PER_EPOCH == 0:
            means = [sum(losses[-BATCHES_PER_EPOCH:]) / BATCHES_PER_EPOCH] if schedule[0] == "ReduceOnPlateau" else []
            scheduler.step(*means)

    network.eval()
    run = {
        "name": name,
        "features": features,
        "targets": targets,
        "weighRows": weigh_rows,
        "classWeights": None if class_weights is None else shortest(class_weights),
        "balanced": balanced,
        "hiddenLayers": list(hidden_layers),
        "output": output,
        "outputSize": output_size,
        "loss": {loss[0]: {key: shortest(value) for key, value in loss[1].items()}},
        "optimizer": rule.description,
        "learningRate": shortest(learning_rate),
        "schedule": {schedule[0]: schedule[1]},
        "clipNorm": clip_norm,
        "clipValue": clip_value,
        "maxNorm": max_norm,
        "initial": initial,
        "losses": losses,
        "rates": shortest(rates) if len(set(rates)) > 1 else None,
        "evaluation": mean_loss(list(range(ROWS))).item(),
        "final": final_values(network),
    }
    return {key: value for key, value in run.items() if value is not None and value is not False}
