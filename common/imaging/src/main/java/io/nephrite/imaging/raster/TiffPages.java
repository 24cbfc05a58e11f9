package io.nephrite.imaging.raster;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.ImageFileException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.stream.ImageInputStream;

/**
 * The directories of a TIFF file, and whether they make up one picture or one stack as tifffile sees them.
 *
 * @param stack whether there is a third axis, which may have one picture only
 */
record TiffPages(List<TiffPage> pages, boolean stack) {
    private static final int CLASSIC = 42;
    private static final int BIG = 43;
    private static final int MOST_PAGES = 1 << 16;
    private static final int LONGEST_DESCRIPTION = 1 << 20;
    /** Beyond what any file system holds in a file: there some of them refuse even to look. */
    private static final long FARTHEST = 1L << 43;

    private static final Pattern SHAPE = Pattern.compile("\"shape\":\\s*\\[([\\d,\\s]*)\\]");
    private static final Pattern IMAGEJ = Pattern.compile("(?m)^(images|channels|slices|frames)=(\\d{1,9})");
    private static final Pattern OME = Pattern.compile("Size([CZT])=\"(\\d{1,9})\"");

    static TiffPages read(ImageInputStream in) throws IOException {
        int order = in.readUnsignedShort();
        if (order != 0x4949 && order != 0x4d4d) {
            throw notTiff();
        }
        in.setByteOrder(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int magic = in.readUnsignedShort();
        if (magic != CLASSIC && magic != BIG) {
            throw notTiff();
        }
        boolean big = magic == BIG;
        if (big && (in.readUnsignedShort() != Long.BYTES || in.readUnsignedShort() != 0)) {
            throw notTiff();
        }
        int entry = big ? 20 : 12;
        List<TiffPage> pages = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        String description = "";
        for (long at = offset(in, big); at != 0; at = offset(in, big)) {
            if (!seen.add(at) || pages.size() == MOST_PAGES) {
                throw ImageFileException.of(
                        FaultCode.PICTURE_CORRUPT, "directories that lead in a circle", "an end of the pictures");
            }
            in.seek(at);
            long entries = big ? in.readLong() : in.readUnsignedShort();
            if (entries < 1 || entries > MOST_PAGES) {
                throw ImageFileException.of(
                        FaultCode.PICTURE_CORRUPT, "a directory of " + entries + " fields", "a directory");
            }
            long first = at + (big ? Long.BYTES : Short.BYTES);
            Map<Integer, long[]> fields = new HashMap<>();
            for (int i = 0; i < entries; i++) {
                in.seek(first + (long) entry * i);
                int tag = in.readUnsignedShort();
                if (tag == TiffPage.DESCRIPTION && pages.isEmpty()) {
                    description = text(in, big);
                } else if (TiffPage.TAGS.contains(tag)) {
                    fields.put(tag, numbers(in, big));
                }
            }
            pages.add(TiffPage.of(fields));
            in.seek(first + entry * entries);
        }
        if (pages.isEmpty()) {
            throw ImageFileException.of(FaultCode.FILE_TRUNCATED, "no picture", "at least one");
        }
        return new TiffPages(pages, isStack(pages, description));
    }

    /** An offset or a count. */
    private static long offset(ImageInputStream in, boolean big) throws IOException {
        long offset = big ? in.readLong() : in.readUnsignedInt();
        if (offset < 0 || offset > FARTHEST) {
            throw new EOFException();
        }
        return offset;
    }

    /** @return up to eight; pictures of more samples are not read */
    private static long[] numbers(ImageInputStream in, boolean big) throws IOException {
        int type = in.readUnsignedShort();
        long count = offset(in, big);
        int width = type == 3 ? 2 : type == 4 ? 4 : 1;
        if (count > (big ? Long.BYTES : Integer.BYTES) / width) {
            in.seek(offset(in, big));
        }
        long[] values = new long[(int) Math.min(count, 8)];
        for (int i = 0; i < values.length; i++) {
            values[i] = width == 2 ? in.readUnsignedShort() : width == 4 ? in.readUnsignedInt() : in.readUnsignedByte();
        }
        return values;
    }

    private static String text(ImageInputStream in, boolean big) throws IOException {
        in.readUnsignedShort();
        long count = offset(in, big);
        if (count > (big ? Long.BYTES : Integer.BYTES)) {
            in.seek(offset(in, big));
        }
        byte[] bytes = new byte[(int) Math.min(count, LONGEST_DESCRIPTION)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static boolean isStack(List<TiffPage> pages, String description) {
        TiffPage first = pages.get(0);
        if (!pages.stream().allMatch(first::equals)) {
            throw ImageFileException.of(
                    FaultCode.PICTURES_DIFFER,
                    "pictures such as " + pages.stream().distinct().limit(3).toList(),
                    "one kind");
        }
        int count = pages.size();
        if (first.channels() > 1 && count > 1) {
            throw ImageFileException.of(
                    FaultCode.VECTOR_VOXELS,
                    count + " pictures of " + first.channels() + " channels",
                    "a stack of grey pictures");
        }
        Matcher shape = SHAPE.matcher(description);
        if (description.startsWith("{") && shape.find()) {
            List<Integer> sizes = Arrays.stream(shape.group(1).split(",", -1))
                    .map(String::strip)
                    .filter(s -> s.matches("\\d{1,9}"))
                    .map(Integer::valueOf)
                    .toList();
            List<Integer> plane = new ArrayList<>(List.of(first.height(), first.width()));
            if (first.channels() > 1) {
                plane.add(first.planar() ? 0 : plane.size(), first.channels());
            }
            List<Integer> stacked = new ArrayList<>(List.of(count));
            stacked.addAll(plane);
            if (!sizes.equals(stacked) && !(count == 1 && sizes.equals(plane))) {
                throw axes(sizes.toString(), count);
            }
            return sizes.equals(stacked) && first.channels() == 1;
        }
        if (description.startsWith("ImageJ=")) {
            requireOneAxis(IMAGEJ.matcher(description), "images", count);
        } else if (description.contains("<OME")) {
            requireOneAxis(OME.matcher(description), "", count);
        }
        return count > 1;
    }

    /** Of channels, slices and time points, one alone may be several. */
    private static void requireOneAxis(Matcher sizes, String all, int count) {
        Map<String, Integer> found = new TreeMap<>();
        while (sizes.find()) {
            int size = Integer.parseInt(sizes.group(2));
            if (size > 1) {
                found.putIfAbsent(sizes.group(1), size);
            }
        }
        Optional<Integer> images = Optional.ofNullable(all.isEmpty() ? null : found.remove(all));
        boolean several = found.size() > 1;
        boolean elsewhere = images.or(() -> found.values().stream().findFirst()).orElse(count) != count;
        if (several || elsewhere) {
            throw axes(images.map(i -> i + " images, ").orElse("") + found, count);
        }
    }

    private static ImageFileException axes(String sizes, int count) {
        return ImageFileException.of(
                FaultCode.DIMENSIONS_IMPOSSIBLE,
                "a description of sizes " + sizes + " for " + count + " pictures",
                "one picture, or one stack along z");
    }

    private static ImageFileException notTiff() {
        return ImageFileException.of(FaultCode.FORMAT_DIFFERS, "no TIFF header", "the letters II or MM and 42 first");
    }
}
