package io.nephrite.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads arrays that NumPy saved ({@code .npy}, {@code .npz}): whole, into memory, in C order. */
public final class ReferenceNumbers {
    private static final Pattern DESCR = Pattern.compile("'descr':\\s*'([<>|=])([a-zA-Z])(\\d+)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order':\\s*True");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([^)]*)\\)");

    private ReferenceNumbers() {}

    /**
     * Reads an archive of arrays.
     *
     * @return the arrays by name, in the file's order
     */
    public static Map<String, ReferenceArray> npz(Path file) {
        Map<String, ReferenceArray> arrays = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName().replaceFirst("\\.npy$", "");
                arrays.put(name, parse(file + ":" + name, zip.readAllBytes()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return arrays;
    }

    public static ReferenceArray npy(Path file) {
        try {
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads an archive of arrays from the class path.
     *
     * @param resource beside {@code owner} on the class path; {@code .npz}
     */
    public static Map<String, ReferenceArray> npz(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + resource + " beside " + owner.getName());
            }
            Path copy = Files.createTempFile("reference", ".npz");
            try {
                Files.write(copy, in.readAllBytes());
                return npz(copy);
            } finally {
                Files.delete(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ReferenceArray parse(String name, byte[] bytes) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        byte[] magic = in.readNBytes(8);
        if (magic.length < 8 || magic[0] != (byte) 0x93 || magic[1] != 'N') {
            throw new IOException(name + ": not a .npy");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean first = magic[6] == 1;
        int headerBytes = first ? Short.toUnsignedInt(buffer.getShort(8)) : buffer.getInt(8);
        int headerAt = first ? 10 : 12;
        String header = new String(bytes, headerAt, headerBytes, StandardCharsets.UTF_8);
        Matcher descr = DESCR.matcher(header);
        Matcher shapeText = SHAPE.matcher(header);
        if (!descr.find() || !shapeText.find() || descr.group(1).equals(">")) {
            throw new IOException(name + ": cannot read " + header.strip());
        }
        char kind = descr.group(2).charAt(0);
        int itemBytes = Integer.parseInt(descr.group(3)) * (kind == 'U' ? 4 : 1);
        int[] shape = Arrays.stream(shapeText.group(1).split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        byte[] data = Arrays.copyOfRange(bytes, headerAt + headerBytes, bytes.length);
        if (FORTRAN.matcher(header).find()) {
            data = toCOrder(data, shape, itemBytes);
        }
        return new ReferenceArray(shape, kind, itemBytes, ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static byte[] toCOrder(byte[] fortran, int[] shape, int itemBytes) {
        byte[] out = new byte[fortran.length];
        int[] index = new int[shape.length];
        int items = fortran.length / itemBytes;
        for (int c = 0; c < items; c++) {
            int f = 0;
            int step = 1;
            for (int axis = 0; axis < shape.length; axis++) {
                f += index[axis] * step;
                step *= shape[axis];
            }
            System.arraycopy(fortran, f * itemBytes, out, c * itemBytes, itemBytes);
            for (int axis = shape.length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return out;
    }
}
