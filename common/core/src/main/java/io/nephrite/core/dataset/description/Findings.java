package io.nephrite.core.dataset.description;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.json.JsonPlaces;
import io.nephrite.core.json.UnexpectedJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Collects what is wrong with a description while it is read, so that one thing wrong does not hide the next. */
final class Findings {
    /** Each of a million wrong values would be one. */
    private static final int MOST_VIOLATIONS = 100;

    private final String file;
    private final List<Fault> faults = new ArrayList<>();
    private int violations;

    /** @param file the document's path in the dataset's folder */
    Findings(String file) {
        this.file = file;
    }

    /** @param pointer JSON pointer to what is wrong; empty for the whole document */
    Fault fault(FaultCode code, String pointer, String seen, String expected) {
        Fault fault = Fault.of(code, seen, expected);
        return pointer.isEmpty() ? fault : fault.at(pointer);
    }

    void add(FaultCode code, String pointer, String seen, String expected) {
        add(fault(code, pointer, seen, expected));
    }

    void add(Fault fault) {
        faults.add(fault.in(file));
    }

    /**
     * Reads a value that must be as it is expected.
     *
     * @return empty where it is not, which is one of the faults from then on
     */
    <T> Optional<T> read(Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (UnexpectedJsonException e) {
            violations++;
            if (violations <= MOST_VIOLATIONS) {
                add(FaultCode.SCHEMA_VIOLATION, e.pointer(), e.found(), e.expected());
            }
            return Optional.empty();
        }
    }

    /**
     * Reads a value that the work can do without.
     *
     * @param meaning what is done without it
     */
    <T> Optional<T> readIfClear(Supplier<T> value, String meaning) {
        try {
            return Optional.of(value.get());
        } catch (UnexpectedJsonException e) {
            add(fault(FaultCode.FIELD_NOT_READ, e.pointer(), e.found(), e.expected())
                    .mendedBy("correct the field or leave it out; " + meaning));
            return Optional.empty();
        }
    }

    /** Whether more would help nobody. */
    boolean isFull() {
        return violations >= MOST_VIOLATIONS;
    }

    /** Whether a value was not as expected. */
    boolean hasViolations() {
        return violations > 0;
    }

    /** The faults, each that has a place in the document with its line, column and JSON pointer. */
    List<Fault> located(byte[] document) {
        Map<String, String> places = JsonPlaces.of(
                document, faults.stream().flatMap(f -> f.pointer().stream()).collect(Collectors.toSet()));
        return faults.stream()
                .map(f -> f.pointer()
                        .map(p -> f.seenAs((places.containsKey(p) ? places.get(p) + ": " : "") + p + " " + f.seen()))
                        .orElse(f))
                .toList();
    }
}
