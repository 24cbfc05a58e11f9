#!/usr/bin/env python3
"""Checks and times the networks that Nephrite's trainer runs, where there is Python with PyTorch.

Usage: check.py ARCHIVES [--device cuda|cpu] [--network full|small] [--out FILE]

ARCHIVES is the folder that `./nephrite bench gpu archives ARCHIVES` writes: the very TorchScript archives of the trainer,
without weights; seeded ones are filled in here. Outputs, gradients and three steps are compared with plain PyTorch code
of the same network; then steps, flips and tiles are timed. It prints a table, writes JSON, and ends with 1 where a
comparison fails.
"""

import argparse
import contextlib
import itertools
import json
import pickle
import statistics
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import torch
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.nn import functional as F

LEARNING_RATE = 0.01
MOMENTUM = 0.99
CLIP = 12.0
WARM_UP = 5
STEPS = 20
# differences relative to the largest value; float32 on a GPU sums in another order
TOLERANCE = {"fp32": 2e-3, "bf16": 6e-2, "fp16": 1e-2}


class Block(nn.Module):
    """Convolution, instance norm, leaky ReLU, under nnU-Net's names."""

    def __init__(self, before, after, kernel, stride, bias, eps):
        super().__init__()
        self.conv = nn.Conv3d(before, after, kernel, stride, [(k - 1) // 2 for k in kernel], bias=bias)
        self.norm = nn.InstanceNorm3d(after, eps=eps, affine=True)
        self.sample_by_sample = False

    def forward(self, x):
        x = self.conv(x)
        if self.sample_by_sample:  # the same function; torch's instance norm would undo channels last
            n = self.norm
            x = torch.cat([F.batch_norm(one, None, None, n.weight, n.bias, True, 0.1, n.eps) for one in x.split(1)])
        else:
            x = self.norm(x)
        return F.leaky_relu(x, 0.01)


class Convs(nn.Module):
    def __init__(self, blocks):
        super().__init__()
        self.convs = nn.ModuleList(blocks)

    def forward(self, x):
        for block in self.convs:
            x = block(x)
        return x


class PlainUNet(nn.Module):
    """nnU-Net's PlainConvUNet with deep supervision, written from its description."""

    def __init__(self, network):
        super().__init__()
        a = network["architecture"]["arch_kwargs"]
        features, kernels, strides = a["features_per_stage"], a["kernel_sizes"], a["strides"]
        bias, eps = a["conv_bias"], a["norm_op_kwargs"]["eps"]
        stages = []
        before = network["channels"]
        for stage, after in enumerate(features):
            blocks = []
            for conv in range(a["n_conv_per_stage"][stage]):
                blocks.append(Block(before, after, kernels[stage], strides[stage] if conv == 0 else 1, bias, eps))
                before = after
            stages.append(nn.ModuleList([Convs(blocks)]))
        self.encoder = nn.Module()
        self.encoder.stages = nn.ModuleList(stages)
        self.decoder = nn.Module()
        ups, decoded, heads = [], [], []
        for d in range(len(features) - 1):
            stage = len(features) - 2 - d
            ups.append(nn.ConvTranspose3d(features[stage + 1], features[stage], strides[stage + 1], strides[stage + 1],
                                          bias=bias))
            blocks = [Block((2 if c == 0 else 1) * features[stage], features[stage], kernels[stage], 1, bias, eps)
                      for c in range(a["n_conv_per_stage_decoder"][d])]
            decoded.append(Convs(blocks))
            heads.append(nn.Conv3d(features[stage], network["outputs"], 1))
        self.decoder.stages = nn.ModuleList(decoded)
        self.decoder.transpconvs = nn.ModuleList(ups)
        self.decoder.seg_layers = nn.ModuleList(heads)

    def forward(self, x):
        skips = []
        for stage in self.encoder.stages:
            x = stage[0](x)
            skips.append(x)
        outputs = []
        for d, up in enumerate(self.decoder.transpconvs):
            x = torch.cat([up(x), skips[-2 - d]], 1)
            x = self.decoder.stages[d](x)
            outputs.append(self.decoder.seg_layers[d](x))
        return outputs[::-1]


def plain_loss(outputs, targets, network):
    total = 0
    for output, target, weight in zip(outputs, targets, network["headWeights"]):
        if weight == 0:
            continue
        x = output.float()
        labels = target.long()
        one_hot = F.one_hot(labels[:, 0], network["outputs"]).permute(0, 4, 1, 2, 3)[:, 1:].float()
        p = torch.softmax(x, 1)[:, 1:]
        axes = (0, 2, 3, 4) if network["batchDice"] else (2, 3, 4)
        dice = (2 * (p * one_hot).sum(axes) + 1e-5) / torch.clamp(p.sum(axes) + one_hot.sum(axes) + 1e-5, min=1e-8)
        total = total + weight * (F.cross_entropy(x, labels[:, 0]) - dice.mean())
    return total


class PlainStep:
    """torch's own optimizer and clipping."""

    def __init__(self, model, network, fused=False):
        names = set(network["stepped"])
        self.parameters = [p for name, p in model.named_parameters() if name in names]
        self.model, self.network = model, network
        self.optimizer = torch.optim.SGD(self.parameters, LEARNING_RATE, MOMENTUM, nesterov=True,
                                         weight_decay=network["weightDecay"], fused=fused)

    def __call__(self, x, targets):
        self.optimizer.zero_grad(set_to_none=True)
        loss = plain_loss(self.model(x), targets, self.network)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.parameters, CLIP)
        self.optimizer.step()
        return loss.detach(), norm


def storages(pickled):
    """Numbers of the storages that a pickle refers to, with their counts of float32."""
    found = {}

    class Reader(pickle.Unpickler):
        def persistent_load(self, reference):
            found[reference[2]] = reference[4]
            return None

        def find_class(self, module, name):
            if module.startswith("__torch__"):
                return type(name, (), {"__setstate__": lambda self, state: None})
            return lambda *arguments: None

    import io
    Reader(io.BytesIO(pickled)).load()
    return found


def load(archive, device, seed=1):
    """The archive with weights from a seed; momentum 0."""
    with tempfile.NamedTemporaryFile(suffix=".pt") as whole:
        with zipfile.ZipFile(archive) as source, zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as target:
            for name in source.namelist():
                target.writestr("network/" + name, source.read(name))
            for key, count in storages(source.read("data.pkl")).items():
                target.writestr(f"network/data/{key}", bytes(4 * count))
        whole.flush()
        module = torch.jit.load(whole.name, map_location=device)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            fan = max(1, parameter[0].numel())
            values = torch.randn(parameter.shape, generator=generator) * (2 / fan) ** 0.5
            if name.endswith("norm.weight"):
                values = torch.ones(parameter.shape)
            elif name.endswith("bias"):
                values = 0.01 * values
            parameter.copy_(values)
        for scaler in module.scaler[:1]:
            scaler.fill_(65536)
    return module


def batch(network, device, seed=2):
    generator = torch.Generator().manual_seed(seed)
    n, patch = network["batch"], network["patch"]
    x = torch.randn([n, network["channels"], *patch], generator=generator)
    full = torch.randint(0, network["outputs"], [n, 1, *[p // 8 for p in patch]], generator=generator, dtype=torch.int8)
    full = full.repeat_interleave(8, 2).repeat_interleave(8, 3).repeat_interleave(8, 4)
    targets = [full[:, :, ::z, ::y, ::x_].contiguous() for z, y, x_ in network["headDivisors"]]
    return x.to(device), [t.to(device) for t in targets]


def difference(a, b):
    """Largest difference, relative to the largest value."""
    return float((a.float() - b.float()).abs().max() / b.float().abs().max().clamp(min=1e-12))


def kinds(device):
    """Archives to run on a device, with what is said of them: the trainer's own first."""
    card = [("cuda", "kernels of cards"), ("cuda-channels-last", "channels last")]
    return card if device.type == "cuda" else [("cpu", "kernels of CPUs"), *card]


def description(archives, name, kind):
    """The network, and the weights that an archive of this kind changes."""
    network = json.loads((archives / f"{name}.json").read_text())
    return dict(network, stepped=network["trainable" if kind == "cpu" else "steppedOnCard"])


def check(archives, name, device, kind, said, rows):
    network = description(archives, name, kind)
    small = dict(network)
    if network["patch"][0] > 64:
        small["patch"] = [64] * 3  # enough to compare, and to keep the double memory small
    x, targets = batch(small, device)
    # only a card has memory to pin
    place = (lambda module, tensors: module.place(tensors)) if kind.startswith(device.type) else (lambda module, tensors: tensors)
    for precision, tolerance in TOLERANCE.items():
        module = load(archives / f"{name}-{precision}-{kind}.zip", device)
        precision = f"{precision}, {said}"
        elsewhere = [n for n, p in module.named_parameters() if p.device.type != device.type]
        elsewhere += [f"momentum {i}" for i, m in enumerate(module.momentum) if m.device.type != device.type]
        rows.append((f"{precision}: weights and momentum that are not on {device}", len(elsewhere), 0))
        plain = PlainUNet(network).to(device)
        plain.load_state_dict({n: p.detach().clone() for n, p in module.named_parameters()})
        step = PlainStep(plain, network)
        with torch.no_grad():
            rows.append((f"{precision}: logits", difference(module(x), plain(x)[0]), tolerance))
        placed = place(module, [x, *targets])
        gradients = module.gradients(placed[0], placed[1:])
        loss = plain_loss(plain(x), targets, network)
        expected = torch.autograd.grad(loss, step.parameters)
        rows.append((f"{precision}: loss", difference(gradients[0], loss.detach()), tolerance))
        whole = torch.cat([g.flatten().float() for g in expected])
        found = torch.cat([g.flatten().float() for g in gradients[1:]])
        rows.append((f"{precision}: all gradients, L2", float((found - whole).norm() / whole.norm()), 2 * tolerance))
        before = [p.detach().clone() for p in step.parameters]
        for _ in range(3):
            placed = place(module, [x, *targets])
            ours = module.train_step(placed[0], placed[1:], torch.tensor(LEARNING_RATE))
            theirs = step(x, targets)
        rows.append((f"{precision}: loss of the third step", difference(ours[0], theirs[0]), tolerance))
        names = set(network["stepped"])
        changed = torch.cat([(p.detach() - b).flatten() for p, b in zip(step.parameters, before)])
        mine = torch.cat([(p.detach() - b).flatten() for (n, p), b in
                          zip([(n, p) for n, p in module.named_parameters() if n in names], before)])
        rows.append((f"{precision}: change of all weights in three steps, L2",
                     float((mine - changed).norm() / changed.norm()), 3 * tolerance))


def stand_ins(module, network, device):
    """Gives the module tensors without values on `device`; returns such a batch."""
    def like(t):
        return torch.empty_strided(tuple(t.shape), t.stride(), dtype=t.dtype, device=device).requires_grad_(t.requires_grad)

    for name, parameter in list(module.named_parameters()):
        owner = module
        *path, leaf = name.split(".")
        for part in path:
            owner = getattr(owner, part)
        owner._c.setattr(leaf, like(parameter))
    module._c.setattr("momentum", [like(t) for t in module.momentum])
    module._c.setattr("scaler", [like(t) for t in module.scaler])
    n, patch = network["batch"], network["patch"]
    x = torch.empty([n, network["channels"], *patch], device=device)
    targets = [torch.empty([n, 1, *[p // d for p, d in zip(patch, divisor)]], dtype=torch.int8, device=device)
               for divisor in network["headDivisors"]]
    return x, targets


def add_tiles(module, x):
    """Two tiles of an image that is longer than a patch; returns image and sums."""
    patch = x.shape[2:]
    image = torch.cat([x[0], x[0]], 1)
    module.begin_tiles(image, x[0, 0], torch.tensor([0, 2 * patch[0]]))
    module.add_tiles(torch.tensor([[0, 0, 0], [patch[0], 0, 0]]), torch.tensor(8.0))
    return module.canvas[:4]


def with_norm(module, found):
    """Loss and gradients, and the gradients' norm."""
    return [*found, module.norm(found[1:])]


def check_graph(archives, name, kind, said, rows):
    """Without a card: what runs on one gives its results there and reads nothing back.

    What needs no gradient runs on fake tensors that say that they are on `cuda`, which refuse the host's tensors. Gradients
    want a driver even so, and origins of tiles are numbers of the host: these two run on `meta`, which has no values, so
    that whatever asks for one fails. The kernel that steps lists knows no `meta`: only `check` runs it.
    """
    network = description(archives, name, kind)
    for precision in TOLERANCE:
        archive = archives / f"{name}-{precision}-{kind}.zip"
        work = [
            ("gradients and their norm", "meta", lambda m, x, ts: with_norm(m, m.gradients(x, ts))),
            ("tiles of an image", "meta", lambda m, x, ts: add_tiles(m, x)),
        ]
        if not torch.cuda.is_available():
            work += [
                ("prediction", "cuda", lambda m, x, ts: m.forward(x)),
                ("prediction with flips", "cuda", lambda m, x, ts: m.mirrored(x[:1], torch.tensor(8.0))),
                ("losses and counts", "cuda", lambda m, x, ts: m.validate(x, ts)),
            ]
        for what, device, call in work:
            module = load(archive, torch.device("cpu"))
            with FakeTensorMode(allow_non_fake_inputs=True) if device == "cuda" else contextlib.nullcontext():
                x, targets = stand_ins(module, network, device)
                try:
                    found = call(module, x, targets)
                    elsewhere = [t for t in (found if isinstance(found, list) else [found]) if t.device.type != device]
                    failure = f"{len(elsewhere)} results on the host" if elsewhere else ""
                except RuntimeError as e:
                    failure = " ".join(str(e).split())[-300:]
            row = f"{precision}, {said}: {what} on stand-ins of {device}" + (f" ({failure})" if failure else "")
            rows.append((row, 1 if failure else 0, 0))


def timed(work, device):
    """Median seconds."""
    seconds = []
    for i in range(WARM_UP + STEPS):
        if device.type == "cuda":
            torch.cuda.synchronize()
        start = time.perf_counter()
        work()
        if device.type == "cuda":
            torch.cuda.synchronize()
        if i >= WARM_UP:
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def times(archives, name, device, rows):
    network = description(archives, name, "cpu")
    x, targets = batch(network, device)
    rate = torch.tensor(LEARNING_RATE)
    for precision, (kind, said) in itertools.product(TOLERANCE, kinds(device)):
        module = load(archives / f"{name}-{precision}-{kind}.zip", device)
        precision = f"{precision}, {said}"
        rows.append((f"step, {precision}", 1000 * timed(lambda: module.train_step(x, targets, rate), device)))
        if device.type == "cuda":
            rows.append((f"memory of a step, {precision} [MiB]", torch.cuda.max_memory_allocated() / 2**20))
            torch.cuda.reset_peak_memory_stats()
        with torch.inference_mode():
            tile = x[:1]
            for together in (1, 2, 4, 8):
                copies = torch.tensor(float(together))
                rows.append((f"tile with its flips, {precision}, {together} copies in a call",
                             1000 * timed(lambda: module.mirrored(tile, copies), device)))
    # what each of the differences between the kernels brings by itself
    plain = PlainStep(PlainUNet(network).to(device), network)
    rows.append(("plain PyTorch step, fp32", 1000 * timed(lambda: plain(x, targets), device)))
    fused = PlainStep(PlainUNet(network).to(device), network, fused=True)
    rows.append(("plain PyTorch step, fp32, fused SGD", 1000 * timed(lambda: fused(x, targets), device)))
    bare = PlainUNet(network)
    for block in bare.modules():
        if isinstance(block, Block):
            block.conv.bias = None
    bare = PlainStep(bare.to(device), dict(network, stepped=network["steppedOnCard"]))
    rows.append(("plain PyTorch step, fp32, no bias before a norm", 1000 * timed(lambda: bare(x, targets), device)))
    last = PlainUNet(network)
    for block in last.modules():
        if isinstance(block, Block):
            block.sample_by_sample = True
    last = PlainStep(last.to(device, memory_format=torch.channels_last_3d), network)
    x_last = x.contiguous(memory_format=torch.channels_last_3d)
    rows.append(("plain PyTorch step, fp32, channels last, norm by sample",
                 1000 * timed(lambda: last(x_last, targets), device)))
    if device.type == "cuda":
        def autocast():
            with torch.autocast("cuda", torch.float16):
                plain(x, targets)
        rows.append(("plain PyTorch step, autocast to fp16", 1000 * timed(autocast, device)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", type=Path)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--network", choices=["full", "small"])
    parser.add_argument("--out", type=Path, default=Path("check-gpu.json"))
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    name = arguments.network or ("full" if device.type == "cuda" else "small")
    # as the trainer: the optimizer drops in-place operations on lists
    torch._C._set_graph_executor_optimize(False)
    torch.backends.cudnn.benchmark = device.type == "cuda"
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    card = torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU"
    print(f"PyTorch {torch.__version__}, cuDNN {torch.backends.cudnn.version()}, {card}, network {name}")
    compared, measured = [], []
    for kind, said in kinds(device):
        if kind != "cpu":
            check_graph(arguments.archives, name, kind, said, compared)
        check(arguments.archives, name, device, kind, said, compared)
    failed = 0
    for what, found, limit in compared:
        good = found <= limit
        failed += not good
        print(f"{'ok  ' if good else 'FAIL'} {what}: {found:.2g} (limit {limit:.2g})")
    torch.backends.cudnn.allow_tf32 = True
    times(arguments.archives, name, device, measured)
    for what, value in measured:
        print(f"{what}: {value:.2f}" + ("" if "MiB" in what else " ms"))
    arguments.out.write_text(json.dumps({
        "torch": torch.__version__, "cudnn": torch.backends.cudnn.version(), "device": card, "network": name,
        "compared": [dict(zip(("what", "difference", "limit"), row)) for row in compared],
        "measured": [dict(zip(("what", "value"), row)) for row in measured]}, indent=2))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
