package io.nephrite.core.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Finds where in a document values stand: line and column by JSON pointer. */
public final class JsonPlaces {
    private JsonPlaces() {}

    /**
     * Finds the places of pointers in a document.
     *
     * @return "line 3, column 5" for each pointer that exists; a pointer to an absent field gets its parent's place
     */
    public static Map<String, String> of(byte[] document, Set<String> pointers) {
        Map<String, String> places = new HashMap<>();
        try (JsonParser parser = Json.mapper().getFactory().createParser(document)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue() || token.isStructStart()) {
                    String pointer = (token.isStructStart()
                                    ? parser.getParsingContext().getParent()
                                    : parser.getParsingContext())
                            .pathAsPointer()
                            .toString();
                    if (pointers.contains(pointer)) {
                        places.putIfAbsent(
                                pointer,
                                "line " + parser.currentTokenLocation().getLineNr() + ", column "
                                        + parser.currentTokenLocation().getColumnNr());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return places;
    }
}
