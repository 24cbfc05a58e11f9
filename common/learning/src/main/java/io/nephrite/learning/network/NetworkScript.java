package io.nephrite.learning.network;

import io.nephrite.learning.loss.LossScript;
import io.nephrite.learning.loss.TargetScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a network as a TorchScript archive: forward pass, loss, gradients and optimizer step in one module, so that an
 * iteration is one call into the engine. The engine has no instance norm, transposed 3D convolution or Nesterov
 * momentum as torch has them; a script has every operator.
 */
public final class NetworkScript {
    private static final String ROOT = "Network";
    private static final String SELF = "self: __torch__." + ROOT;
    private static final int LEAST_CHANNELS = 8;

    private final NetworkSpec spec;
    private final ScriptOptions options;
    private final StringBuilder source = new StringBuilder();
    private final Map<String, String> classBySignature = new LinkedHashMap<>();

    private NetworkScript(NetworkSpec spec, ScriptOptions options) {
        this.spec = spec;
        this.options = options;
    }

    /**
     * Writes the archive of a network.
     *
     * @param weights of every parameter, by name
     * @param scheme what the loss compares the outputs with
     */
    public static void write(
            Path file, NetworkSpec spec, TargetScheme scheme, ScriptOptions options, Map<String, Tensor> weights)
            throws IOException {
        NetworkScript script = new NetworkScript(spec, options);
        Part root = new Part();
        for (Parameter parameter : spec.parameters()) {
            root.add(parameter.name().split("\\.", -1), script.stored(parameter, weights.get(parameter.name())));
        }
        List<Object> momentum = spec.trainable().stream()
                .map(p -> script.stored(p, Tensor.zeros(p.name(), p.shape())))
                .toList();
        ScriptObject object = script.emit(root, scheme, momentum);
        ScriptArchive.write(file, object, script.source.toString());
    }

    /** In the order in memory in which the kernels want it. */
    private Object stored(Parameter parameter, Tensor tensor) {
        return isChannelsLast(parameter) ? new ChannelsLast(tensor) : tensor;
    }

    /** Heads stay as they are, since their logits are read channel by channel. */
    private boolean isChannelsLast(Parameter parameter) {
        boolean isBody = parameter.kind() == Parameter.Kind.CONVOLUTION
                && !parameter.name().startsWith("decoder.seg_layers.");
        return isBody
                && (options.kernels().isChannelsLast()
                        || (options.someWeightsChannelsLast() && gainsByChannelsLast(parameter)));
    }

    /**
     * Channel by channel the CPU's convolutions compute 16 channels at a time and fill up what is missing; channels last
     * they need not.
     */
    private static boolean gainsByChannelsLast(Parameter parameter) {
        long[] shape = parameter.shape();
        return Math.min(shape[0], shape[1]) >= LEAST_CHANNELS
                && (shape[0] % ForwardScript.CHANNEL_BLOCK != 0 || shape[1] % ForwardScript.CHANNEL_BLOCK != 0);
    }

    /** A module of the tree: its parameters and its children, by name. */
    private static final class Part {
        private final Map<String, Part> children = new LinkedHashMap<>();
        private final Map<String, Object> parameters = new LinkedHashMap<>();

        void add(String[] path, Object tensor) {
            Part part = this;
            for (int i = 0; i < path.length - 1; i++) {
                part = part.children.computeIfAbsent(path[i], name -> new Part());
            }
            part.parameters.put(path[path.length - 1], tensor);
        }
    }

    private ScriptObject emit(Part root, TargetScheme scheme, List<Object> momentum) {
        Map<String, ScriptObject> children = emitChildren(root);
        source.append("class ").append(ROOT).append("(Module):\n");
        source.append(signature(
                root, children, "  momentum : List[Tensor]\n  scaler : List[Tensor]\n  canvas : List[Tensor]\n"));
        source.append(methods(scheme));
        ScriptObject object = attributes(new ScriptObject(ROOT), root)
                .with("momentum", momentum)
                .with("scaler", LossScaler.state(options.precision()))
                .with(TileScript.CANVAS, List.of());
        children.forEach(object::with);
        return object;
    }

    private ScriptObject emitPart(Part part) {
        Map<String, ScriptObject> children = emitChildren(part);
        String signature = signature(part, children, "");
        String className = classBySignature.get(signature);
        if (className == null) {
            className = "Part" + classBySignature.size();
            classBySignature.put(signature, className);
            source.append("class ").append(className).append("(Module):\n");
            source.append(signature).append('\n');
        }
        ScriptObject object = attributes(new ScriptObject(className), part);
        children.forEach(object::with);
        return object;
    }

    private Map<String, ScriptObject> emitChildren(Part part) {
        Map<String, ScriptObject> children = new LinkedHashMap<>();
        part.children.forEach((name, child) -> children.put(name, emitPart(child)));
        return children;
    }

    private static ScriptObject attributes(ScriptObject object, Part part) {
        part.parameters.forEach(object::with);
        return object.with("training", true).with("_is_full_backward_hook", null);
    }

    private static String signature(Part part, Map<String, ScriptObject> children, String more) {
        StringBuilder text = new StringBuilder("  __parameters__ = [");
        part.parameters.keySet().forEach(name -> text.append('"').append(name).append("\", "));
        text.append("]\n  __buffers__ = []\n");
        part.parameters.keySet().forEach(name -> text.append("  ").append(name).append(" : Tensor\n"));
        text.append("  training : bool\n  _is_full_backward_hook : Optional[bool]\n")
                .append(more);
        children.forEach((name, child) -> {
            String type = "__torch__." + child.className();
            if (Character.isDigit(name.charAt(0))) {
                text.append("  __annotations__[\"")
                        .append(name)
                        .append("\"] = ")
                        .append(type);
            } else {
                text.append("  ").append(name).append(" : ").append(type);
            }
            text.append('\n');
        });
        return text.toString();
    }

    private String methods(TargetScheme scheme) {
        StringBuilder b = new StringBuilder();
        b.append(ForwardScript.methods(spec, options, SELF));
        method(b, "forward", "x: Tensor", "Tensor");
        b.append(ForwardScript.of(spec, options, false));
        b.append("    return torch.to(x, 6)\n");
        method(b, "heads", "x: Tensor", "List[Tensor]");
        b.append(ForwardScript.of(spec, options, true));
        b.append("    return outs\n");
        mirrored(b);
        int dims = spec.plan().dimensions();
        b.append(new LossScript(scheme, dims, options.batchDice(), SELF).methods(spec.headWeights()));
        method(b, "head_terms", "x: Tensor, ts: List[Tensor]", "List[Tensor]");
        b.append("    outs = (self).heads(x)\n    all = annotate(List[Tensor], [])\n");
        for (int head = 0; head < spec.heads(); head++) {
            b.append("    a").append(head).append(" = (self).terms(outs[").append(head);
            b.append("], torch.to(ts[").append(head).append("], 4))\n");
            b.append("    all = torch.add(all, a").append(head).append(")\n");
        }
        b.append("    return all\n");
        place(b);
        boolean isMirrored = !options.mirroringAxes().isEmpty();
        b.append(new TileScript(
                        dims, spec.outputs(), isMirrored, !options.device().isGpu())
                .methods(SELF));
        training(b);
        state(b);
        return b.toString();
    }

    /**
     * Mean of the logits over all flips, each flipped back. Copies go through the network together: with one sample at a
     * time the CPU takes a slow path.
     */
    private void mirrored(StringBuilder b) {
        List<int[]> flips = flips(options.mirroringAxes());
        int copies = flips.size() + 1;
        method(b, "mirrored", "x: Tensor, together: Tensor", "Tensor");
        b.append("    flips = [annotate(List[int], [])");
        flips.forEach(axes -> b.append(", ").append(Arrays.toString(axes)));
        b.append("]\n");
        b.append("    n = int(together)\n");
        b.append("    all = annotate(List[Tensor], [])\n");
        b.append("    start = 0\n");
        b.append("    while torch.lt(start, ").append(copies).append("):\n");
        b.append("      stop = ops.prim.min(torch.add(start, n), ")
                .append(copies)
                .append(")\n");
        b.append("      xs = annotate(List[Tensor], [])\n");
        b.append("      for i in range(torch.sub(stop, start)):\n");
        b.append("        _1 = torch.append(xs, torch.flip(x, flips[torch.add(start, i)]))\n");
        b.append("      ys = torch.chunk((self).forward(torch.cat(xs, 0)), torch.sub(stop, start), 0)\n");
        b.append("      for i in range(torch.sub(stop, start)):\n");
        b.append("        _2 = torch.append(all, torch.flip(ys[i], flips[torch.add(start, i)]))\n");
        b.append("      start = stop\n");
        b.append("    sum = all[0]\n");
        b.append("    for i in range(").append(copies - 1).append("):\n");
        b.append("      sum = torch.add(sum, all[torch.add(i, 1)])\n");
        b.append("    return torch.div(sum, ").append(copies).append(")\n");
    }

    /** All non-empty sets of the spatial axes, as axes of (N, C, space): single axes first. */
    static List<int[]> flips(List<Integer> mirrored) {
        int dimensions = mirrored.size();
        List<int[]> flips = new ArrayList<>();
        for (int size = 1; size <= dimensions; size++) {
            for (int bits = 1; bits < 1 << dimensions; bits++) {
                if (Integer.bitCount(bits) == size) {
                    int[] axes = new int[size];
                    int at = 0;
                    for (int axis = 0; axis < dimensions; axis++) {
                        if ((bits >> axis & 1) == 1) {
                            axes[at++] = 2 + mirrored.get(axis);
                        }
                    }
                    flips.add(axes);
                }
            }
        }
        return flips;
    }

    private void training(StringBuilder b) {
        method(b, "trainable", "", "List[Tensor]");
        List<Parameter> stepped = spec.stepped(options.kernels());
        b.append("    return [").append(references(stepped)).append("]\n");
        method(b, "gradients", "x: Tensor, ts: List[Tensor]", "List[Tensor]");
        b.append("    l = (self).loss((self).heads(x), ts)\n");
        gradients(b, "l");
        b.append("    return torch.add([torch.detach(l)], gs)\n");
        method(b, "train_step", "x: Tensor, ts: List[Tensor], lr: Tensor", "List[Tensor]");
        b.append("    l = (self).loss((self).heads(x), ts)\n");
        if (LossScaler.isUsed(options.precision())) {
            scaledStep(b);
        } else {
            gradients(b, "l");
            b.append("    norm = (self).norm(gs)\n");
            b.append("    _u = (self).update(gs, norm, float(lr))\n");
            b.append("    return [torch.detach(l), norm]\n");
        }
        norm(b);
        if (options.kernels().stepsLists()) {
            updateLists(b, stepped);
        } else {
            update(b);
        }
        method(b, "validate", "x: Tensor, ts: List[Tensor]", "List[Tensor]");
        b.append("    outs = (self).heads(x)\n");
        b.append("    return [(self).loss(outs, ts), (self).counts(torch.to(outs[0], 6), torch.to(ts[0], 4))]\n");
    }

    /**
     * Copies arrays to where the parameters are. A GPU's queue has the copies; nothing waits for them here. On the CPU the
     * arrays are there already, and the same are given back.
     */
    private void place(StringBuilder b) {
        method(b, "place", "values: List[Tensor]", "List[Tensor]");
        b.append("    there = ops.prim.device(((self).trainable())[0])\n");
        b.append("    copies = annotate(List[Tensor], [])\n");
        b.append("    for value in values:\n");
        String source = options.pinned() ? "torch.pin_memory(value)" : "value";
        b.append("      _1 = torch.append(copies, torch.to(").append(source).append(", there, None, True))\n");
        b.append("    return copies\n");
    }

    /** Gradients of a scaled loss, scaled back; a step whose gradients are not finite is left out. */
    private static void scaledStep(StringBuilder b) {
        b.append("    scale = self.scaler[0]\n");
        b.append("    used = torch.clone(scale)\n");
        b.append("    scaled = torch.mul(l, used)\n");
        gradients(b, "scaled");
        b.append("    inverse = torch.reciprocal(used)\n");
        b.append("    for g in gs:\n");
        b.append("      _m = torch.mul_(g, inverse)\n");
        b.append("    norm = (self).norm(gs)\n");
        b.append("    clean = self.scaler[1]\n");
        b.append("    if bool(torch.isfinite(norm)):\n");
        b.append("      _u = (self).update(gs, norm, float(lr))\n");
        b.append("      _c = torch.add_(clean, 1)\n");
        b.append("      if bool(torch.ge(clean, ")
                .append(LossScaler.GROWTH_INTERVAL)
                .append(")):\n");
        b.append("        _s = torch.mul_(scale, ").append(LossScaler.GROWTH).append(")\n");
        b.append("        _z = torch.zero_(clean)\n");
        b.append("    else:\n");
        b.append("      _b = torch.mul_(scale, ").append(LossScaler.BACK_OFF).append(")\n");
        b.append("      _r = torch.zero_(clean)\n");
        b.append("    return [torch.detach(l), norm, used]\n");
    }

    private static void gradients(StringBuilder b, String loss) {
        b.append("    found = torch.autograd.grad([").append(loss).append("], (self).trainable())\n");
        b.append("    gs = annotate(List[Tensor], [])\n");
        b.append("    for i in range(torch.len(found)):\n");
        b.append("      _g = torch.append(gs, ops.aten._unwrap_optional(found[i]))\n");
    }

    /** L2 norm of all gradients together. */
    private static void norm(StringBuilder b) {
        method(b, "norm", "gs: List[Tensor]", "Tensor");
        b.append("    ns = annotate(List[Tensor], [])\n");
        b.append("    for g0 in gs:\n");
        b.append("      _n = torch.append(ns, torch.linalg_vector_norm(g0))\n");
        b.append("    return torch.linalg_vector_norm(torch.stack(ns))\n");
    }

    /**
     * Clips by the global norm, then steps as torch.optim.SGD with Nesterov momentum does. Tensor by tensor: the graph
     * optimizer silently drops in-place {@code _foreach_} calls on local lists.
     */
    private void update(StringBuilder b) {
        method(b, "update", "gs: List[Tensor], norm: Tensor, lr: float", "int");
        b.append("    ps = (self).trainable()\n");
        b.append("    coef = torch.clamp_max(torch.mul(torch.reciprocal(torch.add(norm, 1.0e-06)), ");
        b.append(ScriptOptions.CLIP).append("), 1.)\n");
        b.append("    for i in range(torch.len(gs)):\n");
        b.append("      g = gs[i]\n");
        b.append("      p = torch.detach(ps[i])\n");
        b.append("      m = self.momentum[i]\n");
        b.append("      _1 = torch.add_(torch.mul_(g, coef), p, alpha=");
        b.append(options.weightDecay()).append(")\n");
        b.append("      _2 = torch.add_(torch.mul_(m, ")
                .append(ScriptOptions.MOMENTUM)
                .append("), g)\n");
        b.append("      _3 = torch.add_(p, torch.add_(g, m, alpha=").append(ScriptOptions.MOMENTUM);
        b.append("), alpha=torch.neg(lr))\n");
        b.append("    return torch.len(gs)\n");
    }

    /**
     * The same in one kernel over lists, which divides the gradients by what clips them. Without the graph optimizer
     * too an operator that changes lists in place is left out of the graph, unless an element of a list is read behind
     * it. Therefore the result.
     */
    private void updateLists(StringBuilder b, List<Parameter> stepped) {
        method(b, "update", "gs: List[Tensor], norm: Tensor, lr: float", "int");
        b.append("    divisor = torch.clamp_min(torch.div(torch.add(norm, 1.0e-06), ")
                .append(ScriptOptions.CLIP)
                .append("), 1.)\n");
        b.append("    ps = annotate(List[Tensor], [])\n");
        b.append("    for p in (self).trainable():\n");
        b.append("      _p = torch.append(ps, torch.detach(p))\n");
        List<String> trainable = spec.trainable().stream().map(Parameter::name).toList();
        b.append("    all = self.momentum\n");
        b.append("    ms = [")
                .append(stepped.stream()
                        .map(p -> "all[" + trainable.indexOf(p.name()) + "]")
                        .collect(Collectors.joining(", ")))
                .append("]\n");
        // a kernel over lists wants weights, gradients and momentum in one order in memory; nothing is copied where
        // they are
        b.append("    same = [");
        for (int i = 0; i < stepped.size(); i++) {
            int format = isChannelsLast(stepped.get(i)) ? ForwardScript.channelsLast(spec) : ForwardScript.CONTIGUOUS;
            b.append(i == 0 ? "" : ", ").append("torch.contiguous(gs[").append(i);
            b.append("], memory_format=").append(format).append(')');
        }
        b.append("]\n");
        b.append("    _f = torch._fused_sgd_(ps, same, ms, weight_decay=")
                .append(options.weightDecay())
                .append(", momentum=")
                .append(ScriptOptions.MOMENTUM)
                .append(", lr=lr, dampening=0., nesterov=True, maximize=False, is_first_step=False,"
                        + " grad_scale=divisor, found_inf=None)\n");
        b.append("    return torch.dim(ps[0])\n");
    }

    private void state(StringBuilder b) {
        method(b, "parameters_all", "", "List[Tensor]");
        b.append("    return [").append(references(spec.parameters())).append("]\n");
        method(b, "weights", "", "List[Tensor]");
        b.append("    copies = annotate(List[Tensor], [])\n");
        b.append("    for p in (self).parameters_all():\n");
        b.append("      _1 = torch.append(copies, torch.detach(p))\n");
        b.append("    return copies\n");
        method(b, "state", "", "List[Tensor]");
        b.append("    copies = annotate(List[Tensor], [])\n");
        b.append("    for p in torch.add(torch.add((self).parameters_all(), self.momentum), self.scaler):\n");
        b.append("      _1 = torch.append(copies, torch.detach(p))\n");
        b.append("    return copies\n");
        method(b, "restore", "values: List[Tensor]", "Tensor");
        // copies into the tensors that are there: an array set from Java would share Java's memory
        b.append("    mine = (self).state()\n");
        b.append("    for i in range(torch.len(values)):\n");
        b.append("      _1 = torch.copy_(mine[i], values[i])\n");
        b.append("    return torch.tensor(torch.len(values))\n");
    }

    private static String references(List<Parameter> parameters) {
        return parameters.stream().map(p -> ForwardScript.reference(p.name())).collect(Collectors.joining(", "));
    }

    private static void method(StringBuilder b, String name, String arguments, String result) {
        b.append("  def ").append(name).append('(').append(SELF);
        b.append(arguments.isEmpty() ? "" : ", ")
                .append(arguments)
                .append(") -> ")
                .append(result)
                .append(":\n");
    }
}
