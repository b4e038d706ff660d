"""PyTorch on the GPU for the benchmark "gpu", which starts this script anew for each measurement.

python3 gpu.py versions      What there is: TorchVersions as JSON, with null for what is missing.
python3 gpu.py rates SIZE    The rate of products of SIZE x SIZE matrices: TorchRates as JSON.
python3 gpu.py train WORK    Seconds of an epoch, the best of several: TorchSeconds as JSON. WORK is a TorchWork.

All rows are in the memory of the GPU, and so is the order in which an epoch visits them, drawn anew for each; a batch
is gathered there. Nothing waits for the GPU but the end of an epoch. The loss is computed, but not added up.
"""
import json
import sys
import time


def main():
    command = sys.argv[1]
    if command == "versions":
        answer = versions()
    elif command == "rates":
        answer = rates(int(sys.argv[2]))
    else:
        answer = train(json.loads(sys.argv[2]))
    print(json.dumps(answer))


def versions():
    answer = {"Python": sys.version.split()[0], "Torch": None, "Card": None}
    try:
        import torch
    except ImportError:
        return answer
    answer["Torch"] = torch.__version__
    if torch.cuda.is_available():
        answer["Card"] = torch.cuda.get_device_name()
    return answer


def allow_tf32(allowed):
    import torch

    torch.backends.cuda.matmul.allow_tf32 = allowed
    torch.backends.cudnn.allow_tf32 = allowed


# --- The card


def rates(size):
    """TFLOP/s of torch.matmul, that is of cuBLAS, with the factors as they are and rounded to TF32."""
    import torch

    a, b = (torch.randn(size, size, device="cuda") for _ in range(2))
    out = torch.empty(size, size, device="cuda")

    def rate(allowed):
        allow_tf32(allowed)
        best = float("inf")
        for repeat in range(12):
            started, ended = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            started.record()
            torch.matmul(a, b, out=out)
            ended.record()
            ended.synchronize()
            if repeat >= 2:
                best = min(best, started.elapsed_time(ended) / 1e3)
        return 2 * size**3 / best / 1e12

    return {"Float32": rate(False), "TF32": rate(True)}


# --- Training


def train(work):
    """PyTorch at its best: each number is that of the faster of its two implementations of SGD for GPUs."""
    import torch

    torch.manual_seed(0)
    x = torch.rand(work["RowCount"], work["FeatureCount"], device="cuda")
    y = torch.randint(work["ClassCount"], (work["RowCount"],), device="cuda")
    answer = {}
    for suffix, allowed in (("", False), ("TF32", True)):
        allow_tf32(allowed)
        for mode, run in (("Eager", eager_steps), ("Graphs", graph_steps)):
            answer[mode + suffix] = min(
                best_epoch(work, x, y, run, options) for options in optimizer_options(work))
    return answer


def optimizer_options(work):
    import torch

    options = [{"foreach": True}, {"fused": True}]
    usable = []
    for option in options:
        try:
            torch.optim.SGD([torch.zeros(1, device="cuda", requires_grad=True)], lr=work["LearningRate"], **option)
            usable.append(option)
        except (TypeError, RuntimeError):
            pass  # This version of PyTorch does not have it.
    return usable


def best_epoch(work, x, y, steps_of, options):
    """Seconds of the best epoch, from the drawing of the order to when the GPU has done all."""
    import torch

    model = create_model(work)
    optimizer = torch.optim.SGD(model.parameters(), lr=work["LearningRate"], momentum=0.9, **options)
    step = steps_of(work, model, optimizer, x, y)
    best = float("inf")
    for epoch in range(work["Epochs"] + 2):
        torch.cuda.synchronize()
        started = time.perf_counter()
        for rows in torch.randperm(len(y), device="cuda").split(work["BatchSize"]):
            step(rows)
        torch.cuda.synchronize()
        if epoch >= 2:
            best = min(best, time.perf_counter() - started)
    if not all(bool(torch.isfinite(parameter).all()) for parameter in model.parameters()):
        raise RuntimeError("The training diverged.")
    return best


def create_model(work):
    import torch

    units = [work["FeatureCount"], *work["Hidden"], work["ClassCount"]]
    layers = []
    for fan_in, fan_out in zip(units, units[1:]):
        layers += [torch.nn.Linear(fan_in, fan_out), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1]).cuda()


def eager_steps(work, model, optimizer, x, y):
    """Each operation is launched by itself."""
    import torch

    def step(rows):
        optimizer.zero_grad(set_to_none=True)
        output = model(x.index_select(0, rows))
        torch.nn.functional.cross_entropy(output, y.index_select(0, rows)).backward()
        optimizer.step()

    return step


def graph_steps(work, model, optimizer, x, y):
    """A whole step is recorded once for each size of batch, of which there are two where the last is smaller, and then
    launched as one CUDA graph."""
    import torch

    step = eager_steps(work, model, optimizer, x, y)
    sizes = {min(work["BatchSize"], len(y)), len(y) % work["BatchSize"]} - {0}
    graphs = {}
    for size in sorted(sizes, reverse=True):
        rows = torch.arange(size, device="cuda")
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                step(rows)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        optimizer.zero_grad(set_to_none=True)
        with torch.cuda.graph(graph):
            step(rows)
        graphs[size] = (rows, graph)

    def replay(rows):
        static_rows, graph = graphs[len(rows)]
        static_rows.copy_(rows)
        graph.replay()

    return replay


if __name__ == "__main__":
    main()
