package io.nephrite.core.dataset.layout;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that a case should have, by their paths.
 *
 * @param named whether the description names the case, be a file of it there or not
 * @param dispensable whether a case of which no file is there is only worth a warning
 * @param images channel → path
 * @param wholeImage path of one file with all channels, which may be there instead
 * @param label empty where none is expected
 * @param labelDecides whether the case is for training where its label is there, and for test where it is not
 */
record CasePattern(
        String caseId,
        boolean forTest,
        boolean named,
        boolean dispensable,
        SortedMap<Integer, String> images,
        Optional<String> wholeImage,
        Optional<String> label,
        boolean labelDecides) {
    CasePattern {
        images = Collections.unmodifiableSortedMap(new TreeMap<>(images));
    }
}
