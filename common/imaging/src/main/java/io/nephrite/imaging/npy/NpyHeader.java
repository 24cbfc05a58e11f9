package io.nephrite.imaging.npy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Header of a {@code .npy} file, format 1.0 to 3.0, little-endian and C order only.
 *
 * @param shape slowest axis first
 * @param bytes length of the header in the file; the voxels begin there
 */
public record NpyHeader(NpyType type, List<Integer> shape, int bytes) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    private static final int LONGEST_HEADER = 65_536;

    public NpyHeader {
        shape = List.copyOf(shape);
    }

    /** Product of the shape. */
    public long elements() {
        long product = 1;
        for (int n : shape) {
            product = Math.multiplyExact(product, n);
        }
        return product;
    }

    public long dataBytes() {
        return Math.multiplyExact(elements(), type.bytes());
    }

    /** The bytes that numpy.save writes for this type and shape. */
    static byte[] encode(NpyType type, int... shape) {
        String dims = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String dict = "{'descr': '" + type.descr() + "', 'fortran_order': False, 'shape': (" + dims
                + (shape.length == 1 ? ",), }" : "), }");
        int unpadded = MAGIC.length + 4 + dict.length() + 1;
        int total = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer out = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (total - MAGIC.length - 4));
        out.put(dict.getBytes(StandardCharsets.US_ASCII));
        while (out.position() < total - 1) {
            out.put((byte) ' ');
        }
        return out.put((byte) '\n').array();
    }

    static NpyHeader read(InputStream in) throws IOException {
        byte[] start = exactly(in, MAGIC.length + 2);
        if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("not a .npy file: it does not begin with \\x93NUMPY");
        }
        int major = start[MAGIC.length];
        if (major < 1 || major > 3) {
            throw new IOException("unknown .npy format version " + major);
        }
        int lengthBytes = major == 1 ? 2 : 4;
        byte[] raw = exactly(in, lengthBytes);
        ByteBuffer number = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        int length = major == 1 ? Short.toUnsignedInt(number.getShort()) : number.getInt();
        if (length < 0 || length > LONGEST_HEADER) {
            throw new IOException("a .npy header of " + length + " bytes");
        }
        String dict = new String(exactly(in, length), StandardCharsets.UTF_8);
        if (!"False".equals(group(ORDER, dict))) {
            throw new IOException("Fortran order is not supported: " + dict.strip());
        }
        NpyHeader header = new NpyHeader(
                NpyType.ofDescr(group(DESCR, dict)), shape(dict), MAGIC.length + 2 + lengthBytes + length);
        try {
            header.dataBytes();
        } catch (ArithmeticException e) {
            throw new IOException("a .npy shape with more bytes than can be counted: " + header, e);
        }
        return header;
    }

    /** Numbers from 0 to 2³¹−1; whatever else a file may say is refused. */
    private static List<Integer> shape(String dict) throws IOException {
        String text = group(SHAPE, dict);
        List<Integer> shape = new ArrayList<>();
        for (String number : text.split(",", -1)) {
            String stripped = number.strip();
            if (stripped.isEmpty()) {
                continue;
            }
            if (!NUMBER.matcher(stripped).matches() || Long.parseLong(stripped) > Integer.MAX_VALUE) {
                throw new IOException(
                        "a .npy shape of (" + text + "): expected whole numbers up to " + Integer.MAX_VALUE);
            }
            shape.add(Integer.valueOf(stripped));
        }
        return shape;
    }

    private static String group(Pattern pattern, String dict) throws IOException {
        Matcher matcher = pattern.matcher(dict);
        if (!matcher.find()) {
            throw new IOException("malformed .npy header: " + dict.strip());
        }
        return matcher.group(1);
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException(".npy header is cut off");
        }
        return bytes;
    }

    @Override
    public String toString() {
        return type.descr() + shape;
    }
}
