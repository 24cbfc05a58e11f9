package io.nephrite.core.dataset;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which names of cases and files are taken, and which files are of no interest. */
public final class FileNames {
    /** A path part of the embedded store has about 218 bytes; results append up to 40 to a case's name. */
    private static final int LONGEST_CASE_BYTES = 170;

    private static final String UNWANTED = "/, \\, :, *, ?, \", <, >, | and control or invisible characters";
    /** What {@link #isSafeCaseId} wants. */
    public static final String SAFE_CASE_ID =
            "a name of at most " + LONGEST_CASE_BYTES + " bytes, without a dot first and without " + UNWANTED;

    private static final int LONGEST_PATH = 1000;
    /** What {@link #relative} wants. */
    public static final String SAFE_PATH = "a path of at most " + LONGEST_PATH
            + " characters inside the dataset's folder, with names without " + UNWANTED;

    /**
     * Characters that act on a terminal or reorder its text, are not seen, end a line, or are half a character, which
     * no JSON can hold.
     */
    private static final String UNPRINTABLE = "\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}";

    private static final int LONGEST_SHOWN = 400;

    private static final List<String> DOCUMENTS = List.of(".json", ".csv");

    private static final Pattern UNSEEN = Pattern.compile("[" + UNPRINTABLE + "]");
    private static final Pattern UNSAFE = Pattern.compile("[" + UNPRINTABLE + "/\\\\:*?\"<>|]");
    private static final Pattern ESCAPED = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final Pattern CHANNEL = Pattern.compile("(.+)_(\\d{4})");
    /** What some S3 servers list while a put is in flight. */
    private static final Pattern IN_FLIGHT =
            Pattern.compile(".*-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    /** What names are expected to be that are {@link #folded} alike. */
    public static final String DIFFERENT_NAMES =
            "names that differ in more than upper and lower case or Unicode's form";

    private FileNames() {}

    /** Whether this can be a case id, and so part of keys and file names, each of which goes on behind it. */
    public static boolean isSafeCaseId(String name) {
        return !name.isBlank()
                && !name.startsWith(".")
                && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_CASE_BYTES
                && !UNSAFE.matcher(name).find();
    }

    /** Whether this can be the name of a dataset: the first part of its keys, and of folders of its results. */
    public static boolean isSafeDataset(String name) {
        return whyNoDataset(name).isEmpty();
    }

    /**
     * Why this cannot be the name of a dataset. A name is kept as it is, in any script, so that no two datasets ever
     * share one; refused is what some store or file system would change or not hold.
     *
     * @return a clause such as {@code "it begins with a dot"}; empty where it can
     */
    public static Optional<String> whyNoDataset(String name) {
        if (name.isBlank()) {
            return Optional.of("it is empty");
        }
        if (UNSAFE.matcher(name).find()) {
            return Optional.of("it holds one of " + UNWANTED);
        }
        if (ESCAPED.matcher(name).find()) {
            return Optional.of("it holds an escape such as %2e, which some servers take for another character");
        }
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
            return Optional.of(
                    "its letters are not in Unicode's composed form (NFC), which file systems change them to");
        }
        if (name.startsWith(".") || name.startsWith("_")) {
            return Optional.of("it begins with " + name.charAt(0) + ", as names that are no datasets do");
        }
        if (name.startsWith(" ") || name.endsWith(" ") || name.endsWith(".")) {
            return Optional.of("it begins with a blank, or ends with a blank or a dot, which some file systems drop");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes <= LONGEST_CASE_BYTES
                ? Optional.empty()
                : Optional.of("it has " + bytes + " bytes in UTF-8; at most " + LONGEST_CASE_BYTES + " can be kept");
    }

    /**
     * What is the same for two names that some file system takes for one: those that differ in upper and lower case, or
     * in the form in which Unicode writes an accent.
     */
    public static String folded(String name) {
        return Normalizer.normalize(
                Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    /** How names differ that are {@link #folded} alike, for messages. */
    public static String difference(String one, String other) {
        return Normalizer.normalize(one, Normalizer.Form.NFC).equals(Normalizer.normalize(other, Normalizer.Form.NFC))
                ? "\"" + one + "\" twice, in two forms of Unicode"
                : one + " and " + other;
    }

    /** Whether this is a path of names, each of which may stand in a key: relative, without {@code ./}. */
    public static boolean isSafePath(String path) {
        return relative(path).filter(path::equals).isPresent();
    }

    /** A text of unknown origin, as it may be shown: in one line, not endless, each unprintable character as �. */
    public static String printable(String text) {
        String begin = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
        return withoutUnprintable(begin);
    }

    /** The text with each unprintable character as �. */
    public static String withoutUnprintable(String text) {
        return UNSEEN.matcher(text).replaceAll("�");
    }

    /**
     * Path without {@code ./}, relative to the dataset's folder.
     *
     * @return empty where it is not as {@link #SAFE_PATH} says
     */
    public static Optional<String> relative(String path) {
        String clean = path;
        while (clean.startsWith("./")) {
            clean = clean.substring(2);
        }
        if (clean.isEmpty() || clean.length() > LONGEST_PATH || clean.startsWith("/")) {
            return Optional.empty();
        }
        for (String part : clean.split("/", -1)) {
            if (part.isEmpty()
                    || part.equals(".")
                    || part.equals("..")
                    || UNSAFE.matcher(part).find()) {
                return Optional.empty();
            }
        }
        return Optional.of(clean);
    }

    /** Files that operating systems and stores leave behind. */
    public static boolean isDebris(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.isEmpty()
                || name.startsWith("._")
                || name.equals(".DS_Store")
                || name.equals("Thumbs.db")
                || name.equals("desktop.ini")
                || path.startsWith("__MACOSX/")
                || path.contains("/__MACOSX/")
                || IN_FLIGHT.matcher(name).matches();
    }

    /** Whether a file of that name can be of use to a dataset: an image, what lies beside one, or a document. */
    public static boolean mayBelongToDataset(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return ImageFormat.of(name).isPresent()
                || DOCUMENTS.stream().anyMatch(name::endsWith)
                || ImageFormat.companionEndings().stream().anyMatch(name::endsWith);
    }

    /** Of an image, or empty. */
    public static String ending(String path) {
        return ImageFormat.ending(path).orElse("");
    }

    /** File name without folder and ending. */
    public static String stem(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.substring(0, name.length() - ending(name).length());
    }

    /** What a file of a channel has behind the case's name: {@code _0000}, whatever digits the locale writes. */
    public static String channelSuffix(int channel) {
        return String.format(Locale.ROOT, "_%04d", channel);
    }

    /** Splits {@code case_00001_0000} into the case and its channel. */
    public static Optional<ChannelName> channel(String stem) {
        Matcher m = CHANNEL.matcher(stem);
        return m.matches() ? Optional.of(new ChannelName(m.group(1), Integer.parseInt(m.group(2)))) : Optional.empty();
    }

    public record ChannelName(String caseId, int channel) {}
}
