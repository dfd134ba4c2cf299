"""PyTorch as the peer of `npm run bench:train`: answers the commands of `bench/train/messages.ts`, and `version` and `peak`."""

import time

from line_server import serve, serve_session

try:
    import torch
except ImportError as import_error:
    reason = str(import_error)
    serve({"version": lambda _: {"absent": reason}})
    raise SystemExit(0)

from torch.nn import functional

from plan_network import PlanNetwork

MATRIX = 2048
MATRIX_SECONDS = 1.5


class Session:
    """One network with one batch size and one memory layout."""

    def __init__(self, message):
        torch.set_num_threads(message["threads"])
        self.hyper = message["hyper"]
        self.format = getattr(torch, "channels_last" if message["layout"] == "channels_last" else "contiguous_format")
        self.network = PlanNetwork(message["network"])
        self.network.load_canonical(message["weights"])
        self.network = self.network.to(memory_format=self.format)
        self.initial = {name: value.clone() for name, value in self.network.state_dict().items()}
        self.batches = self.read_batches(message)
        self.restart()

    def read_batches(self, message):
        image, batch = message["network"]["image"], message["batch"]
        height, width, channels = image["height"], image["width"], image["channels"]
        with open(message["images"], "rb") as file:
            content = torch.frombuffer(bytearray(file.read()), dtype=torch.uint8)
        count = len(content) // (height * width * channels + 1)
        images = content[:-count].view(count, height, width, channels).permute(0, 3, 1, 2).float()
        images = (images - message["normalisation"]["mean"]) / message["normalisation"]["deviation"]
        labels = content[-count:].long()
        return [
            (images[start : start + batch].contiguous(memory_format=self.format), labels[start : start + batch])
            for start in range(0, count, batch)
        ]

    def restart(self):
        self.network.load_state_dict(self.initial)
        rate, momentum, decay = self.hyper["learningRate"], self.hyper["momentum"], self.hyper["weightDecay"]
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=rate, momentum=momentum, weight_decay=decay)

    def train(self, images, labels):
        self.optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(self.network(images), labels)
        loss.backward()
        self.optimizer.step()
        return loss

    def evaluate(self, images, labels):
        with torch.inference_mode():
            return int((self.network(images).argmax(1) == labels).sum())

    def check(self, message):
        self.network.train()
        self.restart()
        return {"losses": [float(self.train(*batch)) for batch in self.batches[: message["steps"]]], "digest": None}

    def run(self, message):
        training = message["mode"] == "train"
        self.network.train(training)
        if training:
            self.restart()
        step = self.train if training else self.evaluate
        done, turn, elapsed = 0, 0, 0.0
        began = time.perf_counter()
        while done == 0 or elapsed < message["seconds"]:
            images, labels = self.batches[turn]
            step(images, labels)
            done += len(labels)
            turn = (turn + 1) % len(self.batches)
            elapsed = time.perf_counter() - began
        return {"images": done, "seconds": elapsed}


def peak_memory():
    """Bytes; the kernel's own count where there is one."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        import resource

        # Bytes where there is no /proc (macOS).
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def peak(message):
    """The best speed of a matrix product, in GFLOP/s."""
    torch.set_num_threads(message["threads"])
    one, other = torch.rand(MATRIX, MATRIX), torch.rand(MATRIX, MATRIX)
    best = float("inf")
    ends = time.perf_counter() + MATRIX_SECONDS
    while time.perf_counter() < ends:
        began = time.perf_counter()
        torch.mm(one, other)
        best = min(best, time.perf_counter() - began)
    return {"gflops": 2 * MATRIX**3 / best / 1e9}


def main():
    commands = {
        "version": lambda _: {"version": torch.__version__},
        "peak": peak,
        "memory": lambda _: {"rssMB": peak_memory() / 1e6},
    }
    serve_session(Session, ["check", "run"], commands)


if __name__ == "__main__":
    main()
