"""A network of `bench/networks/description.ts` in PyTorch, op by op, and the canonical order of its weights."""

import sys

import torch
from torch import nn
from torch.nn import functional


class PlanNetwork(nn.Module):
    """Takes images (N, channels, height, width) and gives logits. `network` is the parsed JSON."""

    def __init__(self, network):
        super().__init__()
        image = network["image"]
        shapes = [(image["channels"], image["height"], image["width"])]
        layers = []
        self.inputs = [op.get("inputs") or [op["input"]] for op in network["ops"]]
        for op, inputs in zip(network["ops"], self.inputs):
            layer, shape = layer_of(op, [shapes[tensor] for tensor in inputs])
            layers.append(layer)
            shapes.append(shape)
        self.layers = nn.ModuleList(layers)
        last_readers = {tensor: index for index, inputs in enumerate(self.inputs) for tensor in inputs}
        self.done = [[] for _ in layers]
        for tensor, index in last_readers.items():
            self.done[index].append(tensor)

    def forward(self, images):
        tensors = [images] + [None] * len(self.layers)
        for index, layer in enumerate(self.layers):
            tensors[index + 1] = layer(*(tensors[tensor] for tensor in self.inputs[index]))
            for tensor in self.done[index]:
                tensors[tensor] = None
        return tensors[-1]

    def load_canonical(self, path):
        """Reads what the exact engine's `weights()` gives (little-endian floats)."""
        with open(path, "rb") as file:
            values = torch.frombuffer(bytearray(file.read()), dtype=torch.float32)
        if sys.byteorder != "little":
            raise RuntimeError("weights are little-endian")
        position = 0

        def take(target, layout=None):
            nonlocal position
            count = target.numel()
            part = values[position : position + count]
            position += count
            with torch.no_grad():
                target.copy_(layout(part) if layout else part.view_as(target))

        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                outs, ins, height, width = layer.weight.shape
                take(layer.weight, lambda part: part.view(height, width, ins, outs).permute(3, 2, 0, 1))
            elif isinstance(layer, nn.BatchNorm2d):
                for target in (layer.weight, layer.bias, layer.running_mean, layer.running_var):
                    take(target)
            elif isinstance(layer, nn.Linear):
                outs, ins = layer.weight.shape
                take(layer.weight, lambda part: part.view(ins, outs).t())
                take(layer.bias)
        if position != len(values):
            raise ValueError(f"{len(values)} weights do not fit a network of {position}")


class Concat(nn.Module):
    def forward(self, *tensors):
        return torch.cat(tensors, 1)


class Add(nn.Module):
    def forward(self, *tensors):
        total = tensors[0] + tensors[1]
        for tensor in tensors[2:]:
            total = total + tensor
        return total


class OffsetConv(nn.Module):
    """A convolution whose window starts `first` (rows, columns) pixels from the corner; pixels outside are zero."""

    def __init__(self, conv, first, outputs):
        super().__init__()
        self.conv = conv
        self.first = first
        self.outputs = outputs

    def forward(self, tensor):
        pads = []
        for axis in (1, 0):
            size = tensor.shape[2 + axis]
            reach = self.conv.dilation[axis] * (self.conv.kernel_size[axis] - 1) + 1
            last = (self.outputs[axis] - 1) * self.conv.stride[axis] + reach + self.first[axis]
            pads += [-self.first[axis], last - size]
        return self.conv(functional.pad(tensor, pads))


def general_conv(op, channels, height, width):
    strides = (op["strideRows"], op["strideColumns"])
    kernel = (op["kernelHeight"], op["kernelWidth"])
    first = (op["top"], op["left"])
    sizes = (height, width)
    outputs = tuple(-(-size // stride) for size, stride in zip(sizes, strides))
    reaches = [op["dilation"] * (length - 1) + 1 for length in kernel]
    # Padding that is alike on both sides is the convolution's own business, which is faster.
    plain = all(
        start <= 0 and (size - 2 * start - reach) // stride + 1 == count
        for start, size, reach, stride, count in zip(first, sizes, reaches, strides, outputs)
    )
    conv = nn.Conv2d(
        channels,
        op["outChannels"],
        kernel,
        strides,
        padding=tuple(-start for start in first) if plain else 0,
        dilation=op["dilation"],
        groups=op["groups"],
        bias=False,
    )
    return (conv if plain else OffsetConv(conv, first, outputs)), (op["outChannels"], *outputs)


def layer_of(op, shapes):
    """The module of an op and the shape (channels, height, width) of what it makes."""
    channels, height, width = shapes[0]
    kind = op["kind"]
    if kind == "conv":
        lost = 0 if op["padding"] == "same" else op["kernel"] - 1
        padding = op["kernel"] // 2 if op["padding"] == "same" else 0
        conv = nn.Conv2d(channels, op["outChannels"], op["kernel"], padding=padding, bias=False)
        return conv, (op["outChannels"], height - lost, width - lost)
    if kind == "generalConv":
        return general_conv(op, channels, height, width)
    if kind == "batchNormRelu":
        return nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU(inplace=True)), shapes[0]
    if kind == "batchNorm":
        return nn.BatchNorm2d(channels), shapes[0]
    if kind == "relu":
        return nn.ReLU(), shapes[0]
    if kind == "concat":
        return Concat(), (sum(shape[0] for shape in shapes), height, width)
    if kind == "add":
        return Add(), shapes[0]
    if kind == "maxPool":
        return nn.MaxPool2d(2), (channels, height // 2, width // 2)
    if kind == "paddedPool":
        stride = op["stride"]
        if op["method"] == "max":
            pool = nn.MaxPool2d(3, stride, padding=1)
        else:
            pool = nn.AvgPool2d(3, stride, padding=1, count_include_pad=False)
        return pool, (channels, -(-height // stride), -(-width // stride))
    if kind == "globalAveragePool":
        return nn.AdaptiveAvgPool2d(1), (channels, 1, 1)
    if kind == "dense":
        return nn.Sequential(nn.Flatten(), nn.Linear(channels, op["outFeatures"])), (op["outFeatures"], 1, 1)
    raise ValueError(f"unknown op {kind}")
