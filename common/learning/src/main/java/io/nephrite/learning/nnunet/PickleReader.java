package io.nephrite.learning.nnunet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the values of a pickle that torch.save has written, and executes nothing: the few opcodes that such files hold
 * are understood, and the few functions of {@link PickledGlobal} are given their meaning here. Everything else is
 * refused with its name and place.
 *
 * <p>Values come as {@code Map} (dict, OrderedDict), {@code List} (list, and unmodifiable for a tuple), {@code String},
 * {@code Long}, {@code Double}, {@code Boolean}, {@code byte[]}, {@link StoredTensor} and {@code Optional.empty()}
 * (None). A device comes as text, such as {@code cuda:0}; a scalar of numpy as Long or Double. Values may contain each
 * other in a circle, since lists and dicts can be filled later; whoever walks through them must limit the depth.
 *
 * <p>Reference: Python's {@code pickletools}, protocol 2; torch 2.x {@code torch/serialization.py}.
 */
final class PickleReader {
    private static final int NEWEST_PROTOCOL = 2;

    private final String file;
    private final ByteBuffer bytes;
    private final List<Object> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int opcodeAt;

    /** @param file named in messages */
    private PickleReader(String file, byte[] pickle) {
        this.file = file;
        bytes = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @throws CheckpointException what stands in the pickle that is not expected in a checkpoint, and where */
    static Object read(String file, byte[] pickle) {
        return new PickleReader(file, pickle).run();
    }

    private Object run() {
        try {
            while (true) {
                opcodeAt = bytes.position();
                int opcode = bytes.get() & 0xff;
                if (opcode == '.') {
                    Object value = pop();
                    if (!stack.isEmpty()) {
                        throw refused("the end, with " + stack.size() + " values left over");
                    }
                    return value;
                }
                execute(opcode);
            }
        } catch (BufferUnderflowException e) {
            throw new CheckpointException(
                    file + ": the pickle ends in the middle of an instruction at byte " + opcodeAt
                            + "; copy the file again, it is not whole",
                    e);
        }
    }

    private void execute(int opcode) {
        switch (opcode) {
            case 0x80 -> protocol(bytes.get() & 0xff);
            case '(' -> marks.add(stack.size());
            case 'N' -> stack.add(Optional.empty());
            case 0x88 -> stack.add(true);
            case 0x89 -> stack.add(false);
            case 'J' -> stack.add((long) bytes.getInt());
            case 'K' -> stack.add((long) (bytes.get() & 0xff));
            case 'M' -> stack.add((long) (bytes.getShort() & 0xffff));
            case 0x8a -> stack.add(longOf(bytes.get() & 0xff));
            case 'G' -> stack.add(Double.longBitsToDouble(Long.reverseBytes(bytes.getLong())));
            case 'X' -> stack.add(text(bytes.getInt()));
            case '}' -> stack.add(new LinkedHashMap<>());
            case ']' -> stack.add(new ArrayList<>());
            case ')' -> stack.add(List.of());
            case 't' -> stack.add(Collections.unmodifiableList(sinceMark()));
            case 0x85 -> stack.add(tuple(1));
            case 0x86 -> stack.add(tuple(2));
            case 0x87 -> stack.add(tuple(3));
            case 'a' -> append(List.of(pop()));
            case 'e' -> append(sinceMark());
            case 's' -> setItems(tuple(2));
            case 'u' -> setItems(sinceMark());
            case 'q' -> memo.put(bytes.get() & 0xff, top());
            case 'r' -> memo.put(bytes.getInt(), top());
            case 'h' -> stack.add(remembered(bytes.get() & 0xff));
            case 'j' -> stack.add(remembered(bytes.getInt()));
            case 'c' -> stack.add(global(line() + " " + line()));
            case 'Q' -> stack.add(storage(pop()));
            case 'R' -> reduce();
            case 'b' -> build();
            default -> throw refused("instruction 0x" + Integer.toHexString(opcode));
        }
    }

    private void protocol(int version) {
        if (version > NEWEST_PROTOCOL) {
            throw refused("pickle protocol " + version + " (torch writes protocol 2)");
        }
    }

    private Long longOf(int length) {
        if (length > Long.BYTES) {
            throw refused("a whole number of " + length + " bytes");
        }
        byte[] digits = taken(length);
        long value = length > 0 && digits[length - 1] < 0 ? -1 : 0;
        for (int i = length - 1; i >= 0; i--) {
            value = (value << 8) | (digits[i] & 0xff);
        }
        return value;
    }

    private String text(int length) {
        return new String(taken(length), StandardCharsets.UTF_8);
    }

    private String line() {
        int from = bytes.position();
        while (bytes.get() != '\n') {
            // to the end of the line
        }
        return new String(bytes.array(), from, bytes.position() - 1 - from, StandardCharsets.UTF_8);
    }

    private byte[] taken(int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw refused("a text of " + Integer.toUnsignedString(length) + " bytes where " + bytes.remaining()
                    + " bytes are left");
        }
        byte[] taken = new byte[length];
        bytes.get(taken);
        return taken;
    }

    private PickledGlobal global(String name) {
        return PickledGlobal.named(name).orElseThrow(() -> refused("the Python name \"" + name + "\""));
    }

    private Object remembered(int key) {
        Object value = memo.get(key);
        if (value == null) {
            throw refused("a value " + key + " that was never remembered");
        }
        return value;
    }

    private Object top() {
        if (stack.isEmpty()) {
            throw refused("an instruction that needs a value, without one");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object value = top();
        int lowest = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
        if (stack.size() <= lowest) {
            throw refused("an instruction that takes more values than there are");
        }
        stack.remove(stack.size() - 1);
        return value;
    }

    private List<Object> tuple(int size) {
        Object[] values = new Object[size];
        for (int i = size - 1; i >= 0; i--) {
            values[i] = pop();
        }
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    private List<Object> sinceMark() {
        if (marks.isEmpty()) {
            throw refused("the end of a group that never began");
        }
        List<Object> group = stack.subList(marks.remove(marks.size() - 1), stack.size());
        List<Object> values = new ArrayList<>(group);
        group.clear();
        return values;
    }

    @SuppressWarnings("unchecked")
    private void append(List<Object> values) {
        if (!(top() instanceof ArrayList<?> list)) {
            throw refused("values to be added to what is no list");
        }
        ((ArrayList<Object>) list).addAll(values);
    }

    @SuppressWarnings("unchecked")
    private void setItems(List<Object> keysAndValues) {
        if (!(top() instanceof LinkedHashMap<?, ?> map) || keysAndValues.size() % 2 != 0) {
            throw refused("items for what is no dict");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            Object key = keysAndValues.get(i);
            if (!(key instanceof String || key instanceof Long)) {
                throw refused("a key of a dict that is neither text nor a whole number");
            }
            ((LinkedHashMap<Object, Object>) map).put(key, keysAndValues.get(i + 1));
        }
    }

    /** {@code ('storage', type, key, location, elements)}. */
    private Storage storage(Object id) {
        if (id instanceof List<?> parts
                && parts.size() == 5
                && "storage".equals(parts.get(0))
                && parts.get(1) instanceof PickledGlobal type
                && type.storedType().isPresent()
                && parts.get(2) instanceof String key
                && key.matches("[0-9A-Za-z_]{1,40}")
                && parts.get(4) instanceof Long elements) {
            return new Storage(key, type.storedType().get(), elements);
        }
        throw refused("a reference to a storage that torch does not write");
    }

    private void reduce() {
        Object arguments = pop();
        Object function = pop();
        if (!(function instanceof PickledGlobal global) || !(arguments instanceof List<?> values)) {
            throw refused("a call of what is no function");
        }
        stack.add(called(global, values));
    }

    private Object called(PickledGlobal global, List<?> arguments) {
        Optional<Object> value = switch (global) {
            case ORDERED_DICT -> arguments.isEmpty() ? Optional.of(new LinkedHashMap<>()) : Optional.empty();
            case REBUILD_TENSOR -> tensor(arguments);
            case ENCODE -> encoded(arguments);
            case DTYPE ->
                !arguments.isEmpty() && arguments.get(0) instanceof String name
                        ? Optional.of(new NumpyType(name))
                        : Optional.empty();
            case SCALAR ->
                arguments.size() == 2
                                && arguments.get(0) instanceof NumpyType type
                                && arguments.get(1) instanceof byte[] number
                        ? Optional.of(scalar(type, number))
                        : Optional.empty();
            case DEVICE -> device(arguments);
            default -> throw refused("a call of " + global + ", which is a type of storage");
        };
        return value.orElseThrow(
                () -> refused("a call of " + global + " with other arguments than torch and numpy write"));
    }

    private Optional<Object> tensor(List<?> arguments) {
        return arguments.size() >= 4
                        && arguments.get(0) instanceof Storage storage
                        && arguments.get(1) instanceof Long offset
                        && arguments.get(2) instanceof List<?> shape
                        && arguments.get(3) instanceof List<?> stride
                ? Optional.of(tensor(storage, offset, shape, stride))
                : Optional.empty();
    }

    private static Optional<Object> encoded(List<?> arguments) {
        return arguments.size() == 2 && arguments.get(0) instanceof String text && "latin1".equals(arguments.get(1))
                ? Optional.of(text.getBytes(StandardCharsets.ISO_8859_1))
                : Optional.empty();
    }

    private static Optional<Object> device(List<?> arguments) {
        return !arguments.isEmpty() && arguments.get(0) instanceof String kind
                ? Optional.of(arguments.size() > 1 ? kind + ":" + arguments.get(1) : kind)
                : Optional.empty();
    }

    private StoredTensor tensor(Storage storage, long offset, List<?> shape, List<?> stride) {
        try {
            return new StoredTensor(
                    storage.key(), storage.type(), storage.elements(), offset, longs(shape), longs(stride));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw refused("a tensor beyond its storage (" + e.getMessage() + ")");
        }
    }

    private List<Long> longs(List<?> values) {
        List<Long> longs = new ArrayList<>();
        for (Object number : values) {
            if (!(number instanceof Long value)) {
                throw refused("a shape or stride that is no whole number");
            }
            longs.add(value);
        }
        return longs;
    }

    private Object scalar(NumpyType type, byte[] value) {
        ByteBuffer data = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        return switch (type.name() + " " + value.length) {
            case "f4 4" -> (double) data.getFloat();
            case "f8 8" -> data.getDouble();
            case "i4 4" -> (long) data.getInt();
            case "i8 8" -> data.getLong();
            default -> throw refused("a number of numpy's type " + type.name() + " in " + value.length + " bytes");
        };
    }

    /**
     * Sets the state of the value below: of a type of numpy its byte order, of an OrderedDict what nobody needs here.
     */
    private void build() {
        Object state = pop();
        Object value = top();
        if (value instanceof NumpyType) {
            if (!(state instanceof List<?> parts
                    && parts.size() > 1
                    && List.of("<", "|").contains(parts.get(1)))) {
                throw refused("a number of numpy that is not little-endian");
            }
        } else if (!(value instanceof LinkedHashMap<?, ?> && state instanceof Map<?, ?>)) {
            throw refused("a state for what has none");
        }
    }

    private CheckpointException refused(String what) {
        return new CheckpointException(
                "%s: found %s at byte %d of its pickle; expected nothing but what torch.save writes for a checkpoint of "
                                .formatted(file, what, opcodeAt)
                        + "nnU-Net. Nothing of the file was executed. Use a checkpoint that nnU-Net itself has written");
    }

    private record Storage(String key, TensorType type, long elements) {}

    private record NumpyType(String name) {}
}
