"""PyTorch's learning-rate schedules, by the names of MLNet.Mlp's."""
from torch.optim import lr_scheduler

from data import BATCHES_PER_EPOCH, EPOCHS, hyper

STEPS = EPOCHS * BATCHES_PER_EPOCH


def constant(optimizer):
    return lr_scheduler.LambdaLR(optimizer, lambda epoch: 1)


def step_decay(optimizer, epochsPerStep, gamma):
    return lr_scheduler.StepLR(optimizer, step_size=epochsPerStep, gamma=gamma)


def exponential(optimizer, gamma):
    return lr_scheduler.ExponentialLR(optimizer, gamma)


def inverse_time(optimizer, decay):
    return lr_scheduler.LambdaLR(optimizer, lambda epoch: 1 / (1 + decay * epoch))


def epoch_gd(optimizer, firstStageEpochs):
    """Each stage is twice as long as the one before, at half its rate."""
    factors, length, factor = [], firstStageEpochs, 1.0
    while len(factors) <= EPOCHS:
        factors += [factor] * length
        length, factor = 2 * length, factor / 2
    return lr_scheduler.LambdaLR(optimizer, lambda epoch: factors[epoch])


def reduce_on_plateau(optimizer, reduction, patience, tolerance, minimumFactor):
    """PyTorch waits for one epoch more than its patience."""
    return lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=reduction, patience=patience - 1, threshold=tolerance, threshold_mode="abs",
        min_lr=minimumFactor * optimizer.param_groups[0]["lr"], eps=0)


def cosine(optimizer, warmup=0.0, minimumFactor=0.0):
    least = minimumFactor * optimizer.param_groups[0]["lr"]
    rising = round(warmup * STEPS)
    if rising == 0:
        return lr_scheduler.CosineAnnealingLR(optimizer, T_max=STEPS, eta_min=least)
    return lr_scheduler.SequentialLR(optimizer, [
        lr_scheduler.LinearLR(optimizer, start_factor=1 / rising, total_iters=rising - 1),
        lr_scheduler.CosineAnnealingLR(optimizer, T_max=STEPS - rising, eta_min=least),
    ], milestones=[rising])


def one_cycle(optimizer, rise, startDivisor, endDivisor):
    return lr_scheduler.OneCycleLR(
        optimizer, max_lr=optimizer.param_groups[0]["lr"], total_steps=STEPS, pct_start=rise, div_factor=startDivisor,
        final_div_factor=endDivisor, cycle_momentum=False)


# Name: (scheduler, whether it changes each step).
SCHEDULES = {
    "ConstantRate": (constant, False),
    "StepDecay": (step_decay, False),
    "ExponentialDecay": (exponential, False),
    "InverseTimeDecay": (inverse_time, False),
    "EpochGd": (epoch_gd, False),
    "ReduceOnPlateau": (reduce_on_plateau, False),
    "CosineDecay": (cosine, True),
    "OneCycle": (one_cycle, True),
}


def create_schedule(optimizer, name, arguments):
    """Returns the scheduler and whether it changes each step."""
    create, changes_each_step = SCHEDULES[name]
    exact = {key: hyper(value) if isinstance(value, float) else value for key, value in arguments.items()}
    return create(optimizer, **exact), changes_each_step
