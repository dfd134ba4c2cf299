"""PyTorch as the peer of `npm run bench:learning`: `open` once, then `start` and `epoch` after `epoch` for each training."""

import json
import math
import struct

import torch
from torch.nn import functional

from line_server import serve_session
from plan_network import PlanNetwork


class Dataset:
    """A dataset file of `@naschain/datasets`: images as bytes (N, height, width, channels) and labels, by split."""

    def __init__(self, path):
        with open(path, "rb") as file:
            magic, version, length = struct.unpack("<8sII", file.read(16))
            if magic != b"NASCDATA" or version != 1:
                raise ValueError(f"{path} is not a dataset of version 1")
            header = json.loads(file.read(length))
            content = torch.frombuffer(bytearray(file.read()), dtype=torch.uint8)
        image, train, test = header["image"], header["splits"]["train"], header["splits"]["test"]
        shape = (image["height"], image["width"], image["channels"])
        values = (train + test) * math.prod(shape)
        images = content[:values].view(train + test, *shape)
        labels = content[values:].view(-1, 2).long() @ torch.tensor([1, 256])
        self.train = (images[:train], labels[:train])
        self.test = (images[train:], labels[train:])


class Session:
    def __init__(self, message):
        torch.set_num_threads(message["threads"])
        self.recipe = message["recipe"]
        self.dataset = Dataset(message["dataset"])
        self.images = message["images"]
        self.network = PlanNetwork(message["network"]).to(memory_format=torch.channels_last)
        normalisation = self.recipe["normalisation"]
        self.mean = torch.tensor(normalisation["mean"])
        self.deviation = torch.tensor(normalisation["deviation"])

    def start(self, message):
        torch.manual_seed(message["seed"])
        self.network.load_canonical(message["weights"])
        recipe = self.recipe
        self.optimizer = torch.optim.SGD(
            self.network.parameters(),
            lr=recipe["learningRate"],
            momentum=recipe["momentum"],
            weight_decay=recipe["weightDecay"],
        )
        self.step = 0
        return {}

    def epoch(self, _):
        batch = self.recipe["batch"]
        images, labels = self.dataset.train
        steps = self.recipe["epochs"] * math.ceil(self.images / batch)
        self.network.train()
        total = 0.0
        for chosen in torch.randperm(self.images).split(batch):
            rate = self.recipe["learningRate"] / 2 * (1 + math.cos(math.pi * self.step / steps))
            self.optimizer.param_groups[0]["lr"] = rate
            self.optimizer.zero_grad(set_to_none=True)
            loss = functional.cross_entropy(self.network(self.normalised(self.augmented(images[chosen]))), labels[chosen])
            loss.backward()
            self.optimizer.step()
            total += float(loss) * len(chosen)
            self.step += 1
        return {"loss": total / self.images, "hits": self.count_hits()}

    def count_hits(self):
        self.network.eval()
        batch = self.recipe["batch"]
        hits = 0
        with torch.inference_mode():
            for images, labels in zip(*(values.split(batch) for values in self.dataset.test)):
                hits += int((self.network(self.normalised(images)).argmax(1) == labels).sum())
        return hits

    def normalised(self, images):
        """Bytes (N, height, width, channels) as floats in the order that the network takes, channels last in memory."""
        return ((images.float() - self.mean) / self.deviation).permute(0, 3, 1, 2)

    def augmented(self, images):
        """Random crops of the images with a black border of `shift` pixels, mirrored half of the time."""
        count, height, width, _ = images.shape
        shift = self.recipe["shift"]
        padded = functional.pad(images, (0, 0, shift, shift, shift, shift))
        rows = torch.randint(2 * shift + 1, (count, 1)) + torch.arange(height)
        columns = torch.randint(2 * shift + 1, (count, 1)) + torch.arange(width)
        columns = torch.where(torch.rand(count, 1) < 0.5, columns.flip(1), columns)
        return padded[torch.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]


def main():
    serve_session(Session, ["start", "epoch"])


if __name__ == "__main__":
    main()
