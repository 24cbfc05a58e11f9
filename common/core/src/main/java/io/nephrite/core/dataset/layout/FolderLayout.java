package io.nephrite.core.dataset.layout;

import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.text.NearestName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** nnU-Net v2's folders: {@code imagesTr/<case>_0000.nii.gz}, {@code labelsTr/<case>.nii.gz}, {@code imagesTs}. */
final class FolderLayout implements CaseLayout {
    static final String TRAINING_IMAGES = "imagesTr/";
    static final String TRAINING_LABELS = "labelsTr/";
    static final String TEST_IMAGES = "imagesTs/";
    /** Nothing here reads them, but nnU-Net's users keep them there. */
    static final String TEST_LABELS = "labelsTs/";

    private static final List<String> FOLDERS = List.of(TRAINING_IMAGES, TRAINING_LABELS, TEST_IMAGES);
    private static final Pattern NEARLY_CHANNEL = Pattern.compile("(.+)[._ -](\\d{4})");

    private final Description description;

    FolderLayout(Description description) {
        this.description = description;
    }

    @Override
    public List<CasePattern> named() {
        return List.of();
    }

    @Override
    public Optional<CasePart> part(String path) {
        if (path.indexOf('/') != path.lastIndexOf('/') || !hasEnding(path)) {
            return Optional.empty();
        }
        String stem = FileNames.stem(path);
        if (path.startsWith(TRAINING_LABELS)) {
            return Optional.of(new CasePart(stem, false, CasePart.Kind.LABEL, 0));
        }
        boolean forTest = path.startsWith(TEST_IMAGES);
        if (!forTest && !path.startsWith(TRAINING_IMAGES)) {
            return Optional.empty();
        }
        return FileNames.channel(stem).map(c -> new CasePart(c.caseId(), forTest, CasePart.Kind.CHANNEL, c.channel()));
    }

    private boolean hasEnding(String path) {
        return FileNames.ending(path).equalsIgnoreCase(description.fileEnding());
    }

    @Override
    public CasePattern pattern(CasePart part, String path) {
        String folder = part.forTest() ? TEST_IMAGES : TRAINING_IMAGES;
        SortedMap<Integer, String> images = new TreeMap<>();
        for (int c = 0; c < description.channelNames().size(); c++) {
            images.put(c, folder + part.caseId() + FileNames.channelSuffix(c) + description.fileEnding());
        }
        Optional<String> label = part.forTest()
                ? Optional.empty()
                : Optional.of(TRAINING_LABELS + part.caseId() + description.fileEnding());
        return new CasePattern(part.caseId(), part.forTest(), false, false, images, Optional.empty(), label, false);
    }

    @Override
    public OptionalInt count() {
        return description.numTraining();
    }

    @Override
    public Optional<String> expectation(String path) {
        if (path.startsWith(TEST_LABELS)) {
            return Optional.empty();
        }
        String ending = description.fileEnding();
        String name = path.substring(path.lastIndexOf('/') + 1);
        String top = path.substring(0, path.indexOf('/') + 1);
        if (!hasEnding(path)) {
            return Optional.of("the ending " + ending + " that file_ending names; every file needs the same, such as "
                    + top + FileNames.stem(path) + ending);
        }
        if (!FOLDERS.contains(top)) {
            return Optional.of(nearFolder(path)
                    .map(folder -> folder + name)
                    .orElse(TRAINING_IMAGES + "<case>_0000" + ending + ", " + TRAINING_LABELS + "<case>" + ending
                            + " or " + TEST_IMAGES + "<case>_0000" + ending));
        }
        if (path.indexOf('/') != path.lastIndexOf('/')) {
            return Optional.of(top + name + ", directly in the folder");
        }
        Matcher nearly = NEARLY_CHANNEL.matcher(FileNames.stem(path));
        String example = nearly.matches() ? nearly.group(1) + "_" + nearly.group(2) : FileNames.stem(path) + "_0000";
        return Optional.of(top + example + ending + ", with the number of the channel behind the case's name");
    }

    /** The folder that somebody may have meant with one of the folders of a path. */
    private static Optional<String> nearFolder(String path) {
        String[] parts = path.split("/", -1);
        for (int i = parts.length - 2; i >= 0; i--) {
            String lower = parts[i].toLowerCase(Locale.ROOT) + "/";
            Optional<String> same = FOLDERS.stream()
                    .filter(f -> f.toLowerCase(Locale.ROOT).equals(lower))
                    .findFirst();
            Optional<String> near = same.or(() -> NearestName.of(lower, FOLDERS));
            if (near.isPresent()) {
                return near;
            }
        }
        return Optional.empty();
    }

    /** Whether a file of that path may lie beside an image or a label and belong to it. */
    static boolean mayBeCompanion(String path, String fileEnding) {
        return path.indexOf('/') > 0
                && ImageFormat.companions(fileEnding, false).stream().anyMatch(path::endsWith);
    }
}
