"""The loss of each row."""
import torch
from torch.nn import functional


def row_losses(loss, output, z, t, class_weights=None):
    """One loss for each row of a batch, without the row's own weight.

    loss: (name, hyperparameters). z: the logits. t: classes, or as many numbers as logits.
    """
    name, arguments = loss
    outputs = z.shape[1]
    classes = t if t.dim() == 1 else None
    if classes is not None and outputs == 1:
        t = classes.double().unsqueeze(1)
    elif classes is not None:
        t = functional.one_hot(classes, outputs).double()
    # Of several sigmoids, the weight of a label counts where a row has that label.
    of_outputs = class_weights if output == "Sigmoid" and outputs > 1 else None

    if (name, output) == ("CrossEntropy", "Softmax"):
        losses = functional.cross_entropy(
            z, t if classes is None else classes, reduction="none", label_smoothing=arguments.get("labelSmoothing", 0))
    elif (name, output) == ("CrossEntropy", "Sigmoid"):
        smoothing = arguments.get("labelSmoothing", 0)
        losses = functional.binary_cross_entropy_with_logits(
            z, (1 - smoothing) * t + smoothing / 2, reduction="none",
            pos_weight=None if of_outputs is None else torch.tensor(of_outputs)).mean(1)
    elif name == "SquaredError":
        y = {"Softmax": lambda: z.softmax(1), "Sigmoid": z.sigmoid, "Identity": lambda: z}[output]()
        squares = functional.mse_loss(y, t, reduction="none")
        if of_outputs is not None:
            squares = torch.where(t == 1, torch.tensor(of_outputs), torch.tensor(1.0)) * squares
        losses = squares.mean(1)
    elif name == "AbsoluteError":
        losses = functional.l1_loss(z, t, reduction="none").mean(1)
    elif name == "HuberError":
        losses = functional.huber_loss(z, t, reduction="none", delta=arguments.get("delta", 1)).mean(1)
    elif name == "Hinge" and outputs == 1:
        losses = torch.relu(1 - (2 * t - 1) * z).squeeze(1)
    elif name == "Hinge":
        # Crammer and Singer's, where torch.nn.MultiMarginLoss sums over all the other classes.
        rivals = z.masked_fill(t == 1, -torch.inf)
        losses = torch.relu(1 + rivals.max(1).values - (t * z).sum(1))
    else:
        raise ValueError(f"{name} does not go with {output}.")

    if class_weights is not None and of_outputs is None:
        losses = torch.tensor(class_weights)[classes] * losses
    return losses
