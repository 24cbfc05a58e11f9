package io.nephrite.core.dataset.layout;

import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.Description.ListedCase;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Cases that the description names with the paths of their files: v1's and the Decathlon's lists, where one path may
 * stand for a file for each channel, and v2's file map, beside which images for test lie in their folder.
 */
final class ListedLayout implements CaseLayout {
    private final List<CasePattern> named = new ArrayList<>();
    /** What each listed path is; paths with their endings in lower case. */
    private final Map<String, CasePart> parts = new HashMap<>();
    /** Listed paths without ending, in lower case. */
    private final Map<String, String> stems = new HashMap<>();

    private final Set<String> caseIds = new HashSet<>();
    private final Optional<FolderLayout> testFolder;

    private ListedLayout(Optional<FolderLayout> testFolder) {
        this.testFolder = testFolder;
    }

    static ListedLayout v1(Description description) {
        ListedLayout layout = new ListedLayout(Optional.empty());
        int channels = description.channelNames().size();
        description.training().forEach(c -> layout.addList(c, false, channels));
        description.test().forEach(c -> layout.addList(c, true, channels));
        return layout;
    }

    static ListedLayout v2(Description description) {
        ListedLayout layout = new ListedLayout(Optional.of(new FolderLayout(description)));
        description.training().forEach(layout::addMap);
        return layout;
    }

    private void addMap(ListedCase listed) {
        SortedMap<Integer, String> images = new TreeMap<>();
        for (int c = 0; c < listed.images().size(); c++) {
            images.put(c, listed.images().get(c));
        }
        add(listed, false, images, Optional.empty());
    }

    private void addList(ListedCase listed, boolean forTest, int channels) {
        String path = listed.images().get(0);
        String ending = FileNames.ending(path);
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        SortedMap<Integer, String> images = new TreeMap<>();
        for (int c = 0; c < channels; c++) {
            images.put(c, folder + listed.caseId() + FileNames.channelSuffix(c) + ending);
        }
        add(listed, forTest, images, Optional.of(folder + listed.caseId() + ending));
    }

    private void add(
            ListedCase listed, boolean forTest, SortedMap<Integer, String> images, Optional<String> wholeImage) {
        String caseId = listed.caseId();
        if (!caseIds.add(caseId)) {
            return;
        }
        named.add(new CasePattern(caseId, forTest, true, false, images, wholeImage, listed.label(), false));
        // of the cases a and a_0000, the name a_0000 is the first's channel: nobody's image goes under another's name
        wholeImage.ifPresent(
                path -> parts.putIfAbsent(normal(path), new CasePart(caseId, forTest, CasePart.Kind.WHOLE, 0)));
        images.forEach((c, path) -> put(path, new CasePart(caseId, forTest, CasePart.Kind.CHANNEL, c)));
        listed.label().ifPresent(path -> put(path, new CasePart(caseId, forTest, CasePart.Kind.LABEL, 0)));
        wholeImage.ifPresent(path -> stems.put(stem(path), path));
        // a label that is listed with a channel, beside one that is there without
        listed.label()
                .ifPresent(path -> FileNames.channel(stem(path)).ifPresent(c -> stems.putIfAbsent(c.caseId(), path)));
    }

    private void put(String path, CasePart part) {
        parts.put(normal(path), part);
        stems.put(stem(path), path);
    }

    private static String normal(String path) {
        String ending = FileNames.ending(path);
        return path.substring(0, path.length() - ending.length()) + ending.toLowerCase(Locale.ROOT);
    }

    private static String stem(String path) {
        String stem = path.substring(0, path.length() - FileNames.ending(path).length());
        return composed(stem).toLowerCase(Locale.ROOT);
    }

    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    @Override
    public List<CasePattern> named() {
        return named;
    }

    @Override
    public Optional<CasePart> part(String path) {
        Optional<CasePart> listed = Optional.ofNullable(parts.get(normal(path)));
        return listed.isPresent() || !path.startsWith(FolderLayout.TEST_IMAGES)
                ? listed
                : testFolder.flatMap(folder -> folder.part(path));
    }

    @Override
    public CasePattern pattern(CasePart part, String path) {
        return testFolder.orElseThrow().pattern(part, path);
    }

    @Override
    public OptionalInt count() {
        return OptionalInt.empty();
    }

    @Override
    public Optional<String> expectation(String path) {
        if (path.startsWith(FolderLayout.TEST_LABELS)) {
            return Optional.empty();
        }
        if (testFolder.isPresent() && path.startsWith(FolderLayout.TEST_IMAGES)) {
            return testFolder.get().expectation(path);
        }
        return Optional.of(Optional.ofNullable(stems.get(stem(path)))
                .map(listed -> listed + ", as dataset.json lists it"
                        + (composed(listed).equals(composed(path)) ? " in another form of Unicode" : ""))
                .orElse("only files that dataset.json lists"));
    }
}
