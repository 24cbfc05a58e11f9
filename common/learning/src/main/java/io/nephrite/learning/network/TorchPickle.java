package io.nephrite.learning.network;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the subset of pickle protocol 2 that torch reads. Values are given one by one, as a reader meets them; tensors
 * become references to entries {@code data/0}, {@code data/1}, … of the archive around the pickle.
 */
public final class TorchPickle {
    private static final int PROTO = 0x80;
    private static final int NEW_TRUE = 0x88;
    private static final int NEW_FALSE = 0x89;
    private static final int NEW_OBJECT = 0x81;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Tensor> tensors = new ArrayList<>();
    /** Number of each; a tensor that stands at several places is stored once. */
    private final IdentityHashMap<Tensor, Integer> storages = new IdentityHashMap<>();

    public TorchPickle() {
        out.write(PROTO);
        out.write(2);
    }

    static byte[] emptyTuple() {
        return new byte[] {(byte) PROTO, 2, ')', '.'};
    }

    /** The storages that the pickle refers to, in the order of their numbers. */
    public List<Tensor> tensors() {
        return List.copyOf(tensors);
    }

    /** Ends the pickle. */
    public byte[] bytes() {
        out.write('.');
        return out.toByteArray();
    }

    byte[] bytes(ScriptObject root) {
        object(root);
        return bytes();
    }

    /**
     * Writes a value.
     *
     * @param value null, boolean, int, double, text, a Tensor, a ChannelsLast, a list of these two, an int[] (a tuple),
     *     a Map with text as keys, or an object of a script
     */
    public void value(Object value) {
        if (value == null) {
            out.write('N');
        } else if (value instanceof Boolean flag) {
            out.write(flag ? NEW_TRUE : NEW_FALSE);
        } else if (value instanceof Tensor tensor) {
            tensor(tensor, contiguous(tensor.shape()), true);
        } else if (value instanceof ChannelsLast weight) {
            tensor(weight.stored(), weight.strides(), true);
        } else if (value instanceof List<?> list) {
            tensorList(list);
        } else if (value instanceof ScriptObject object) {
            object(object);
        } else if (value instanceof String text) {
            text(text);
        } else if (value instanceof Integer number) {
            integer(number);
        } else if (value instanceof Double number) {
            out.write('G');
            long bits = Double.doubleToLongBits(number);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) (bits >>> shift));
            }
        } else if (value instanceof int[] numbers) {
            tuple(Arrays.stream(numbers).asLongStream().toArray());
        } else if (value instanceof Map<?, ?> map) {
            out.write('}');
            out.write('(');
            map.forEach((key, item) -> {
                text((String) key);
                value(item);
            });
            out.write('u');
        } else {
            throw new IllegalArgumentException("cannot pickle " + value.getClass());
        }
    }

    private void object(ScriptObject object) {
        global("__torch__", object.className());
        out.write(')');
        out.write(NEW_OBJECT);
        out.write('}');
        out.write('(');
        for (Map.Entry<String, Object> attribute : object.attributes().entrySet()) {
            text(attribute.getKey());
            value(attribute.getValue());
        }
        out.write('u');
        out.write('b');
    }

    private void tensorList(List<?> list) {
        global("torch.jit._pickle", "build_tensorlist");
        out.write('(');
        out.write(']');
        out.write('(');
        for (Object tensor : list) {
            if (tensor instanceof ChannelsLast weight) {
                tensor(weight.stored(), weight.strides(), false);
            } else {
                Tensor plain = (Tensor) tensor;
                tensor(plain, contiguous(plain.shape()), false);
            }
        }
        out.write('e');
        out.write('t');
        out.write('R');
    }

    private void tensor(Tensor tensor, long[] strides, boolean requiresGrad) {
        global("torch._utils", "_rebuild_tensor_v2");
        out.write('(');
        out.write('(');
        text("storage");
        global("torch", "FloatStorage");
        text(Integer.toString(storage(tensor)));
        text("cpu");
        integer(Math.toIntExact(tensor.elements()));
        out.write('t');
        out.write('Q');
        integer(0);
        tuple(tensor.shape());
        tuple(strides);
        out.write(requiresGrad ? NEW_TRUE : NEW_FALSE);
        global("collections", "OrderedDict");
        out.write(')');
        out.write('R');
        out.write('t');
        out.write('R');
    }

    private static long[] contiguous(long... shape) {
        long[] strides = new long[shape.length];
        long step = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = step;
            step *= shape[axis];
        }
        return strides;
    }

    private int storage(Tensor tensor) {
        Integer known = storages.putIfAbsent(tensor, tensors.size());
        if (known == null) {
            tensors.add(tensor);
            return tensors.size() - 1;
        }
        return known;
    }

    private void tuple(long[] values) {
        out.write('(');
        for (long v : values) {
            integer(Math.toIntExact(v));
        }
        out.write('t');
    }

    private void global(String module, String name) {
        out.write('c');
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        int32(utf8.length);
        out.writeBytes(utf8);
    }

    private void integer(int value) {
        out.write('J');
        int32(value);
    }

    private void int32(int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(value >>> shift);
        }
    }
}
