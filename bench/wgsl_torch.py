"""
Value and gradient of BCE-Dice and of cross-entropy with Dice in PyTorch, eager and compiled, on the same data sizes as
bench/wgsl.mjs: milliseconds, and the bytes that two passes have to move per second against a copy on the device.

    python bench/wgsl_torch.py [--pixels N] [--rounds N]

It needs PyTorch with a GPU.
"""
import argparse
import statistics

import torch
import torch.nn.functional as F

CLASSES = 21
WARM_UP = 3
REPEAT = 10


def bce_dice(z, y):
    """As bce_dice of losses/compound.loss: half of each, smooth 1, a mean over images."""
    p = torch.sigmoid(z)
    overlap = (p * y).sum(1)
    dice = 1 - (2 * overlap + 1) / (p.sum(1) + y.sum(1) + 1)
    return 0.5 * F.binary_cross_entropy_with_logits(z, y) + 0.5 * dice.mean()


def ce_dice(z, t):
    """As ce_dice of losses/compound.loss: half of each, smooth 1, a mean over images and classes."""
    p = torch.softmax(z, 1)
    y = F.one_hot(t, z.shape[1]).movedim(-1, 1).to(z.dtype)
    overlap = (p * y).sum(2)
    dice = 1 - (2 * overlap + 1) / (p.sum(2) + y.sum(2) + 1)
    return 0.5 * F.cross_entropy(z, t) + 0.5 * dice.mean()


def seconds(run, rounds):
    """The median of rounds, each of several calls, as the device's clock has it."""
    for _ in range(WARM_UP):
        run()
    times = []
    for _ in range(rounds):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        for _ in range(REPEAT):
            run()
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end) / REPEAT / 1000)
    return statistics.median(times)


def value_and_gradient(loss, z, labels):
    def run():
        z.grad = None
        loss(z, labels).backward()

    return run


def report(title, loss, z, labels, label_bytes, rounds):
    moved = 3 * z.numel() * z.element_size() + 2 * labels.numel() * label_bytes
    half = torch.empty(moved // 8, dtype=torch.float32, device=z.device)
    target = torch.empty_like(half)
    copy = 2 * half.numel() * 4 / seconds(lambda: target.copy_(half), rounds)
    for how, own in (("eager", loss), ("compiled", torch.compile(loss))):
        taken = seconds(value_and_gradient(own, z, labels), rounds)
        rate = moved / taken
        print(
            f"{title} {how:9} {taken * 1000:9.3f} ms  {rate / 1e9:8.1f} GB/s  copy {copy / 1e9:8.1f} GB/s  "
            f"ratio {rate / copy:.2f}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pixels", type=int, default=2**26)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    if not torch.cuda.is_available():
        raise SystemExit("PyTorch finds no GPU here; this comparison is for a machine that has one.")
    device = torch.device("cuda")
    print(torch.cuda.get_device_name(device), "PyTorch", torch.__version__)
    generator = torch.Generator(device).manual_seed(1)
    z = (8 * torch.rand(1, given.pixels, device=device, generator=generator) - 4).requires_grad_()
    y = (torch.rand(1, given.pixels, device=device, generator=generator) < 0.5).float()
    report("BCE-Dice ", bce_dice, z, y, 4, given.rounds)
    del z, y
    count = max(4, given.pixels // 16)
    z = (8 * torch.rand(1, CLASSES, count, device=device, generator=generator) - 4).requires_grad_()
    t = torch.randint(CLASSES, (1, count), device=device, generator=generator)
    report("CE + Dice", ce_dice, z, t, 4, given.rounds)


if __name__ == "__main__":
    main()
