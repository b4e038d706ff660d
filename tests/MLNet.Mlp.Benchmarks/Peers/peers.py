"""PyTorch and scikit-learn for the benchmark "peers", which starts this script anew for each measurement.

python3 peers.py versions
python3 peers.py {torch,sklearn}-{train,train-sparse,score} TASK

TASK is a PeerTask as JSON, and the answer a PeerAnswer. The environment sets the threads of OpenMP and of the BLAS.
"""
import json
import os
import sys
import time
import warnings


def main():
    command = sys.argv[1]
    if command == "versions":
        answer = versions()
    else:
        task = json.loads(sys.argv[2])
        measure = {
            "torch-train": torch_train,
            "torch-train-sparse": torch_train_sparse,
            "torch-score": torch_score,
            "sklearn-train": sklearn_train,
            "sklearn-train-sparse": sklearn_train_sparse,
            "sklearn-score": sklearn_score,
        }[command]
        seconds, accuracy = measure(task)
        answer = {"Seconds": seconds, "Accuracy": accuracy, "PeakBytes": peak_bytes()}
    print(json.dumps(answer))


# --- PyTorch


def torch_model(task):
    """The network, with the initial weights of this library: He's before ReLU, Glorot's for the last layer."""
    import torch

    torch.set_num_threads(task["Threads"])
    torch.manual_seed(0)
    units = [task["FeatureCount"], *task["Hidden"], task["ClassCount"]]
    layers = []
    for fan_in, fan_out in zip(units, units[1:]):
        layers += [torch.nn.Linear(fan_in, fan_out), torch.nn.ReLU()]
        torch.nn.init.kaiming_normal_(layers[-2].weight, nonlinearity="relu")
        torch.nn.init.zeros_(layers[-2].bias)
    torch.nn.init.xavier_uniform_(layers[-2].weight)
    return torch.nn.Sequential(*layers[:-1])


def torch_epochs(task, model, labels, batch):
    """Trains on what batch gives for the numbers of rows; the time of each epoch but the first. A permutation for each
    epoch takes the place of a DataLoader, which would be many times slower."""
    import torch

    optimizer = torch.optim.SGD(model.parameters(), lr=task["LearningRate"], momentum=0.9)
    loss_of = torch.nn.CrossEntropyLoss()
    seconds = []
    for _ in range(task["Epochs"]):
        started = time.perf_counter()
        for rows in torch.randperm(len(labels)).split(task["BatchSize"]):
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(model(batch(rows)), labels.index_select(0, rows))
            loss.backward()
            optimizer.step()
        seconds.append(time.perf_counter() - started)
    return seconds[1:]


def torch_train(task):
    import torch

    model = torch_model(task)
    x, y = (torch.from_numpy(array) for array in dense_rows(task, "training"))
    seconds = torch_epochs(task, model, y.long(), lambda rows: x.index_select(0, rows))
    with torch.inference_mode():
        held, labels = (torch.from_numpy(array) for array in dense_rows(task, "held"))
        return seconds, (model(held).argmax(1) == labels).double().mean().item()


def torch_train_sparse(task):
    """The first layer takes sparse rows, but its gradient is dense, and so is the optimizer's step."""
    import torch

    x, y = sparse_rows(task)

    def batch(rows):
        some = x[rows.numpy()]
        parts = (torch.from_numpy(part) for part in (some.indptr, some.indices, some.data))
        return torch.sparse_csr_tensor(*parts, size=some.shape)

    warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta")
    return torch_epochs(task, torch_model(task), torch.from_numpy(y).long(), batch), None


def torch_score(task):
    """Probabilities of all rows, in one call and in blocks; the better counts."""
    import torch

    model = torch_model(task)
    x = torch.from_numpy(dense_rows(task, "training")[0])
    seconds = []
    with torch.inference_mode():
        for _ in range(task["Epochs"]):
            for block in (len(x), 4096, 1024):
                started = time.perf_counter()
                for rows in x.split(block):
                    model(rows).softmax(1)
                seconds.append(time.perf_counter() - started)
    return seconds[3:], None


# --- scikit-learn


def sklearn_model(task, epochs):
    """A classifier that keeps the time at which each epoch ended. There is no public hook for it; partial_fit would do
    an epoch at a time, but checks all rows in each."""
    from sklearn.neural_network import MLPClassifier

    class TimedClassifier(MLPClassifier):
        def _update_no_improvement_count(self, *args, **kwargs):
            self.epoch_ends.append(time.perf_counter())
            super()._update_no_improvement_count(*args, **kwargs)

    warnings.filterwarnings("ignore", message="Stochastic Optimizer: Maximum iterations")
    model = TimedClassifier(
        task["Hidden"], activation="relu", solver="sgd", alpha=0, batch_size=task["BatchSize"],
        learning_rate_init=task["LearningRate"], momentum=0.9, nesterovs_momentum=False, max_iter=epochs, tol=0,
        n_iter_no_change=epochs, random_state=0)
    model.epoch_ends = []
    return model


def epoch_seconds(model):
    """The time of each epoch but the first."""
    return [end - start for start, end in zip(model.epoch_ends, model.epoch_ends[1:])]


def sklearn_train(task):
    model = sklearn_model(task, task["Epochs"])
    model.fit(*dense_rows(task, "training"))
    return epoch_seconds(model), model.score(*dense_rows(task, "held"))


def sklearn_score(task):
    """The weights do not matter: those after a step."""
    x, y = dense_rows(task, "training")
    model = sklearn_model(task, 1).fit(x[:256], y[:256])
    seconds = []
    for _ in range(task["Epochs"]):
        started = time.perf_counter()
        model.predict_proba(x)
        seconds.append(time.perf_counter() - started)
    return seconds[1:], None


def sklearn_train_sparse(task):
    model = sklearn_model(task, task["Epochs"])
    model.fit(*sparse_rows(task))
    return epoch_seconds(model), None


# --- What both need


def dense_rows(task, data_set):
    """Features and labels."""
    features = read(task, data_set, "features", "<f4").reshape(-1, task["FeatureCount"])
    return features, read(task, data_set, "labels", "<i4")


def sparse_rows(task):
    """Features in CSR form, and labels."""
    import scipy.sparse

    starts, columns, labels = (read(task, "sparse", what, "<i4") for what in ("starts", "columns", "labels"))
    values = read(task, "sparse", "values", "<f4")
    return scipy.sparse.csr_matrix((values, columns, starts), shape=(len(labels), task["FeatureCount"])), labels


def read(task, data_set, what, dtype):
    import numpy

    return numpy.fromfile(os.path.join(task["Folder"], f"{data_set}.{what}"), dtype)


def peak_bytes():
    """Of this process alone. What getrusage tells may include the process that started it, and its unit varies."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except OSError:
        return None


def versions():
    """The versions of the peers, null for those that are missing, and the BLAS that they use."""
    answer = {"Python": sys.version.split()[0], "Torch": None, "ScikitLearn": None, "NumPy": None, "Blas": None}
    try:
        import torch

        answer["Torch"] = torch.__version__
    except Exception:  # One that is installed and broken may raise anything.
        pass
    try:
        import numpy
        import sklearn.neural_network

        answer["ScikitLearn"] = sklearn.__version__
        answer["NumPy"] = numpy.__version__
    except Exception:
        pass
    answer["Blas"] = blas()
    return answer


def blas():
    """The libraries of linear algebra that are loaded, by the names of their files. PyTorch's own builds have MKL
    within them."""
    found = set()
    try:
        with open("/proc/self/maps") as maps:
            paths = {os.path.realpath(line.split()[-1]) for line in maps if ".so" in line}
    except OSError:
        paths = set()
    for path in paths:
        folder, file = os.path.split(path)
        if file.startswith("lib") and any(name in file for name in ("openblas", "mkl", "blis", "atlas")):
            found.add(file)
        # Debian's libblas.so.3 lies in a folder named after who made it: blas/ is the reference.
        elif file.startswith("libblas") and os.path.basename(folder) == "blas":
            found.add(f"reference BLAS, {file}")
    torch = sys.modules.get("torch")
    if torch is not None and torch.backends.mkl.is_available():
        found.add("MKL within PyTorch")
    return sorted(found)


main()
