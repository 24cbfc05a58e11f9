package io.nephrite.learning.loss;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * TorchScript of nnU-Net's loss: cross entropy plus soft Dice per output, summed over the resolutions. With regions
 * binary cross entropy takes the place of cross entropy. Voxels with the ignore label count nowhere.
 *
 * <p>Reference: nnU-Net's DC_and_CE_loss, DC_and_BCE_loss, MemoryEfficientSoftDiceLoss, DeepSupervisionWrapper.
 */
public final class LossScript {
    private static final String SMOOTH = "1.0e-05";
    private static final String TINY = "1.0e-08";
    private static final String END = "9223372036854775807";
    private static final int FLOAT = 6;

    private final TargetScheme scheme;
    private final String self;
    private final String space;
    private final boolean batchDice;

    /**
     * Makes the script of one loss.
     *
     * @param self annotation of the methods' receiver
     */
    public LossScript(TargetScheme scheme, int dimensions, boolean batchDice, String self) {
        this.scheme = scheme;
        this.self = self;
        this.batchDice = batchDice;
        this.space = IntStream.range(2, 2 + dimensions)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * Methods {@code terms(logits, t) -> [cross entropy, −Dice]}, {@code loss(outs, ts) -> scalar} and
     * {@code counts(logits, t) -> (N, K, 3)} true positives, false positives, false negatives per sample and class.
     *
     * @param headWeights weight of each output, full resolution first; those with 0 are not computed
     */
    public String methods(double[] headWeights) {
        return onehot() + terms() + total(headWeights) + counts();
    }

    /** Reference of the scored classes as 0 and 1, (N, K, space), and where voxels count, (N, 1, space). */
    private String onehot() {
        Lines b = new Lines().method("onehot", self, "t: Tensor", "Tensor");
        List<String> classes = scheme.foreground().stream()
                .map(values -> values.stream()
                        .map(v -> "torch.eq(t, " + v + ")")
                        .reduce((l, r) -> "torch.logical_or(" + l + ", " + r + ")")
                        .orElseThrow())
                .toList();
        b.line("oh = torch.to(torch.cat([" + String.join(", ", classes) + "], 1), " + FLOAT + ")");
        return b.line("return oh").toString();
    }

    private String terms() {
        Lines b = new Lines().method("terms", self, "logits: Tensor, t: Tensor", "List[Tensor]");
        b.line("x = torch.to(logits, " + FLOAT + ")");
        b.line("oh = (self).onehot(t)");
        b.line(scheme.regions() ? "p = torch.sigmoid(x)" : "p = torch.slice(torch.softmax(x, 1), 1, 1, " + END + ")");
        if (scheme.ignore().isPresent()) {
            b.line("m = torch.to(torch.ne(t, " + scheme.ignore().get() + "), " + FLOAT + ")");
            b.line("n = torch.sum(m)");
            b.line("p = torch.mul(p, m)");
            b.line("oh = torch.mul(oh, m)");
        }
        b.line("inter = torch.sum(torch.mul(p, oh), " + space + ")");
        b.line("sp = torch.sum(p, " + space + ")");
        b.line("sg = torch.sum(oh, " + space + ")");
        if (batchDice) {
            b.line("inter = torch.sum(inter, [0])");
            b.line("sp = torch.sum(sp, [0])");
            b.line("sg = torch.sum(sg, [0])");
        }
        b.line("num = torch.add(torch.mul(inter, 2), " + SMOOTH + ")");
        b.line("den = torch.clamp_min(torch.add(torch.add(sg, sp), " + SMOOTH + "), " + TINY + ")");
        b.line("dc = torch.mean(torch.div(num, den))");
        b.line("ce = " + crossEntropy(scheme.ignore()));
        return b.line("return [ce, torch.neg(dc)]").toString();
    }

    private String crossEntropy(Optional<Integer> ignore) {
        if (scheme.regions()) {
            // with an ignore label nnU-Net sums over the regions instead of averaging: kept
            return ignore.isEmpty()
                    ? "torch.binary_cross_entropy_with_logits(x, oh, None, None, 1)"
                    : "torch.div(torch.sum(torch.mul(torch.binary_cross_entropy_with_logits(x, oh, None, None, 0), m)),"
                            + " torch.clamp_min(n, " + TINY + "))";
        }
        // the mean over no voxel at all must be 0, not NaN, so sum and count are computed
        return ignore.map(v -> "torch.div(torch.cross_entropy_loss(x, torch.squeeze(t, 1), None, 2, " + v
                        + "), torch.clamp_min(n, 1.))")
                .orElse("torch.cross_entropy_loss(x, torch.squeeze(t, 1))");
    }

    private String total(double[] weights) {
        Lines b = new Lines().method("loss", self, "outs: List[Tensor], ts: List[Tensor]", "Tensor");
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] == 0) {
                continue;
            }
            b.line("a" + i + " = (self).terms(outs[" + i + "], torch.to(ts[" + i + "], 4))");
            String term = "torch.mul(torch.add(a" + i + "[0], a" + i + "[1]), " + weights[i] + ")";
            b.line("l = " + (i == 0 ? term : "torch.add(l, " + term + ")"));
        }
        return b.line("return l").toString();
    }

    private String counts() {
        Lines b = new Lines().method("counts", self, "logits: Tensor, t: Tensor", "Tensor");
        b.line("oh = (self).onehot(t)");
        b.line(
                scheme.regions()
                        ? "p = torch.to(torch.gt(logits, 0), " + FLOAT + ")"
                        : "p = torch.slice(torch.scatter(torch.zeros_like(logits, dtype=" + FLOAT
                                + "), 1, torch.argmax(logits, 1, True), 1), 1, 1, " + END + ")");
        if (scheme.ignore().isPresent()) {
            b.line("m = torch.to(torch.ne(t, " + scheme.ignore().get() + "), " + FLOAT + ")");
            b.line("p = torch.mul(p, m)");
            b.line("oh = torch.mul(oh, m)");
        }
        b.line("tp = torch.sum(torch.mul(p, oh), " + space + ")");
        b.line("fp = torch.sub(torch.sum(p, " + space + "), tp)");
        b.line("fn = torch.sub(torch.sum(oh, " + space + "), tp)");
        return b.line("return torch.stack([tp, fp, fn], 2)").toString();
    }

    /** Source lines of methods. */
    private static final class Lines {
        private final StringBuilder text = new StringBuilder();

        Lines method(String name, String self, String arguments, String result) {
            text.append("  def ").append(name).append('(').append(self).append(", ");
            text.append(arguments).append(") -> ").append(result).append(":\n");
            return this;
        }

        Lines line(String line) {
            text.append("    ").append(line).append('\n');
            return this;
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
