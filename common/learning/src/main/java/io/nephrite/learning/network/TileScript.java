package io.nephrite.learning.network;

/**
 * TorchScript methods that predict a volume where the network is: the image is brought there once; tiles are cut, weighted
 * and added up there; the logits are fetched once.
 *
 * <p>Reference: nnUNetPredictor.predict_sliding_window_return_logits; every sum is rounded to half precision.
 */
final class TileScript {
    static final String CANVAS = "canvas";

    private static final int HALF = 5;
    private static final int FLOAT = 6;

    private final int dims;
    private final int outputs;
    private final boolean mirrored;

    private final boolean shared;

    /**
     * @param mirrored whether a tile's logits are the mean over its flips
     * @param shared whether an image that is handed in lies in Java's memory, which lives no longer than the call
     */
    TileScript(int dims, int outputs, boolean mirrored, boolean shared) {
        this.dims = dims;
        this.outputs = outputs;
        this.mirrored = mirrored;
        this.shared = shared;
    }

    /** @param self first argument of each method, with its type */
    String methods(String self) {
        return begin(self) + tiles(self) + end(self) + forget(self);
    }

    /**
     * Takes image (C, Z, Y, X) and Gaussian (patch), both where they are to stay, and makes sums of logits and weights for
     * the planes from {@code planes[0]} to before {@code planes[1]}.
     */
    private String begin(String self) {
        return """
                  def begin_tiles(SELF, image: Tensor, gaussian: Tensor, planes: Tensor) -> Tensor:
                    canvas = self.canvas
                    torch.clear(canvas)
                    there = ops.prim.device(image)
                    count = int(torch.sub(torch.select(planes, 0, 1), torch.select(planes, 0, 0)))
                    y = torch.size(image, 2)
                    x = torch.size(image, 3)
                    sum = torch.zeros([OUTPUTS, count, y, x], dtype=HALF, layout=None, device=there, pin_memory=False)
                    weight = torch.zeros([count, y, x], dtype=HALF, layout=None, device=there, pin_memory=False)
                    _1 = torch.append(canvas, IMAGE)
                    _2 = torch.append(canvas, GAUSSIAN)
                    _3 = torch.append(canvas, sum)
                    _4 = torch.append(canvas, weight)
                    _5 = torch.append(canvas, planes)
                    return torch.tensor(count)
                """.replace("SELF", self)
                .replace("IMAGE", kept("image"))
                .replace("GAUSSIAN", kept("gaussian"))
                .replace("OUTPUTS", Integer.toString(outputs))
                .replace("HALF", Integer.toString(HALF));
    }

    private String kept(String tensor) {
        return shared ? "torch.clone(" + tensor + ")" : tensor;
    }

    /**
     * Adds tiles that go through the network together.
     *
     * @see #begin
     */
    private String tiles(String self) {
        String answer = mirrored ? "(self).mirrored(xs, together)" : "(self).forward(xs)";
        // a network of two dimensions sees a patch of one plane
        String squeezed = dims == 2 ? "torch.squeeze(torch.stack(cut, 0), 2)" : "torch.stack(cut, 0)";
        String logits = dims == 2 ? "torch.unsqueeze(" + answer + ", 2)" : answer;
        return """
                  def add_tiles(SELF, origins: Tensor, together: Tensor) -> Tensor:
                    image = self.canvas[0]
                    gaussian = self.canvas[1]
                    sum = self.canvas[2]
                    weight = self.canvas[3]
                    first = int(torch.select(self.canvas[4], 0, 0))
                    end = int(torch.select(self.canvas[4], 0, 1))
                    pz = torch.size(gaussian, 0)
                    py = torch.size(gaussian, 1)
                    px = torch.size(gaussian, 2)
                    n = torch.size(origins, 0)
                    cut = annotate(List[Tensor], [])
                    for i in range(n):
                      origin = torch.select(origins, 0, i)
                      z = int(torch.select(origin, 0, 0))
                      y = int(torch.select(origin, 0, 1))
                      x = int(torch.select(origin, 0, 2))
                      _0 = torch.append(cut, torch.narrow(torch.narrow(torch.narrow(image, 1, z, pz), 2, y, py), 3, x, px))
                    xs = SQUEEZED
                    logits = LOGITS
                    for i0 in range(n):
                      origin0 = torch.select(origins, 0, i0)
                      z0 = int(torch.select(origin0, 0, 0))
                      y0 = int(torch.select(origin0, 0, 1))
                      x0 = int(torch.select(origin0, 0, 2))
                      from0 = ops.prim.max(z0, first)
                      count = torch.sub(ops.prim.min(torch.add(z0, pz), end), from0)
                      if torch.gt(count, 0):
                        g = torch.narrow(gaussian, 0, torch.sub(from0, z0), count)
                        l = torch.narrow(torch.select(logits, 0, i0), 1, torch.sub(from0, z0), count)
                        s0 = torch.narrow(sum, 1, torch.sub(from0, first), count)
                        s = torch.narrow(torch.narrow(s0, 2, y0, py), 3, x0, px)
                        _1 = torch.copy_(s, torch.add(torch.to(s, FLOAT), torch.mul(l, g)))
                        w0 = torch.narrow(weight, 0, torch.sub(from0, first), count)
                        w = torch.narrow(torch.narrow(w0, 1, y0, py), 2, x0, px)
                        _2 = torch.copy_(w, torch.add(torch.to(w, FLOAT), g))
                    return torch.tensor(n)
                """.replace("SELF", self)
                .replace("SQUEEZED", squeezed)
                .replace("LOGITS", logits)
                .replace("FLOAT", Integer.toString(FLOAT));
    }

    /** The logits of one output (planes, Y, X) in the memory of the host, numbers of half precision. */
    private String end(String self) {
        return """
                  def end_tiles(SELF, output: Tensor) -> Tensor:
                    sum = torch.to(torch.select(self.canvas[2], 0, int(output)), FLOAT)
                    mean = torch.to(torch.div(sum, torch.to(self.canvas[3], FLOAT)), HALF)
                    return torch.to(torch.to(mean, torch.device("cpu"), None, False), FLOAT)
                """.replace("SELF", self)
                .replace("FLOAT", Integer.toString(FLOAT))
                .replace("HALF", Integer.toString(HALF));
    }

    /** Gives the memory of image and sums back. */
    private String forget(String self) {
        return """
                  def forget_tiles(SELF) -> Tensor:
                    torch.clear(self.canvas)
                    return torch.tensor(0)
                """.replace("SELF", self);
    }
}
