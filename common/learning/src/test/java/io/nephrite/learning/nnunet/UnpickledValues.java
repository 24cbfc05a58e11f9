package io.nephrite.learning.nnunet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle of plain values means, by the opcodes' definition in Python's pickletools: tuples and arrays are lists.
 */
final class UnpickledValues {
    private static final Object MARK = new Object();

    private final Object root;

    private UnpickledValues(Object root) {
        this.root = root;
    }

    static UnpickledValues of(byte... pickle) {
        ByteBuffer in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
        Deque<Object> stack = new ArrayDeque<>();
        while (true) {
            int opcode = Byte.toUnsignedInt(in.get());
            switch (opcode) {
                case 0x80 -> in.get();
                case '}' -> stack.push(new LinkedHashMap<>());
                case ']' -> stack.push(new ArrayList<>());
                case '(' -> stack.push(MARK);
                case 'X' -> stack.push(text(in, in.getInt()));
                case 'J' -> stack.push(in.getInt());
                case 'G' -> stack.push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
                case 't' -> stack.push(marked(stack));
                case 'e' -> {
                    List<Object> values = marked(stack);
                    list(stack.peek()).addAll(values);
                }
                case 'u' -> {
                    List<Object> values = marked(stack);
                    for (int i = 0; i < values.size(); i += 2) {
                        map(stack.peek()).put((String) values.get(i), values.get(i + 1));
                    }
                }
                case 'c' -> stack.push(line(in) + "." + line(in));
                case 0x85 -> stack.push(new ArrayList<>(List.of(stack.pop())));
                case 'R' -> {
                    List<Object> arguments = list(stack.pop());
                    if (!stack.pop().equals("numpy.array")) {
                        throw new IllegalArgumentException("only numpy.array is called");
                    }
                    stack.push(arguments.get(0));
                }
                case '.' -> {
                    return new UnpickledValues(stack.pop());
                }
                default -> throw new IllegalArgumentException("opcode " + opcode);
            }
        }
    }

    Object at(String... path) {
        Object found = root;
        for (String name : path) {
            found = map(found).get(name);
        }
        return found;
    }

    private static List<Object> marked(Deque<Object> stack) {
        List<Object> values = new ArrayList<>();
        for (Object value = stack.pop(); value != MARK; value = stack.pop()) {
            values.add(0, value);
        }
        return values;
    }

    private static String text(ByteBuffer in, int length) {
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static String line(ByteBuffer in) {
        StringBuilder line = new StringBuilder();
        for (char c = (char) in.get(); c != '\n'; c = (char) in.get()) {
            line.append(c);
        }
        return line.toString();
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
