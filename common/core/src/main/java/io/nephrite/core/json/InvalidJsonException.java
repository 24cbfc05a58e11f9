package io.nephrite.core.json;

/** A document is not JSON as {@link StrictJson} takes it. */
public final class InvalidJsonException extends Exception {
    /** What keeps a document from being read. */
    public enum Kind {
        /** It breaks JSON's rules, or names a field twice. */
        MALFORMED,
        /** It nests deeper, or has longer names and numbers, than a document of ours can need. */
        TOO_DEEP,
        /** It holds more values than a document of ours can need. */
        TOO_MANY_VALUES
    }

    private final Kind kind;
    private final String place;
    private final String found;
    private final String expected;

    InvalidJsonException(Kind kind, String place, String found, String expected) {
        super(message(place, found, expected));
        this.kind = kind;
        this.place = place;
        this.found = found;
        this.expected = expected;
    }

    InvalidJsonException(Kind kind, String place, String found, String expected, Throwable cause) {
        super(message(place, found, expected), cause);
        this.kind = kind;
        this.place = place;
        this.found = found;
        this.expected = expected;
    }

    private static String message(String place, String found, String expected) {
        return (place.isEmpty() ? "" : place + ": ") + "found " + found + ", expected " + expected;
    }

    public Kind kind() {
        return kind;
    }

    /** Such as {@code line 3, column 5}; empty where no place can be named. */
    public String place() {
        return place;
    }

    public String found() {
        return found;
    }

    public String expected() {
        return expected;
    }
}
