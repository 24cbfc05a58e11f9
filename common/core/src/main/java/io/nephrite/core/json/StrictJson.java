package io.nephrite.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads JSON that people wrote: every field once, one value and nothing after it. NaN and Infinity are read, as Python
 * writes them. What is wrong is said in our words, with its place.
 */
public final class StrictJson {
    /** Each value costs some 100 bytes once it is parsed; 100,000 cases of four channels have 1.2 million. */
    public static final int MOST_VALUES = 3_000_000;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MOST_VALUES)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build()
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String NO_UTF_8 = "bytes that are no UTF-8";
    private static final Pattern CHARACTER = Pattern.compile("^Unexpected character \\('?(.+?)'? \\(code (\\d+)");
    private static final Pattern DUPLICATE = Pattern.compile("^Duplicate (?:field|Object property) [\"'](.*?)[\"']");
    private static final Pattern TOKEN = Pattern.compile("^Unrecognized token '(.*?)'");

    private StrictJson() {}

    /**
     * Reads one JSON value.
     *
     * @throws InvalidJsonException where the bytes are not one JSON value in UTF-8, UTF-16 or UTF-32
     */
    public static JsonNode parse(byte[] document) throws InvalidJsonException {
        try {
            JsonNode tree = READER.readValue(document);
            if (tree == null || tree.isMissingNode()) {
                throw new InvalidJsonException(
                        InvalidJsonException.Kind.MALFORMED, "", "an empty file", "a JSON document");
            }
            requireText(document);
            return tree;
        } catch (StreamConstraintsException e) {
            throw beyondLimits(e);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw malformed(place, found(e.getOriginalMessage()), "valid JSON" + hint(e, document), e);
        } catch (IOException e) {
            throw malformed("", "bytes that are no text", "JSON in UTF-8", e);
        }
    }

    /**
     * The parser takes a field name that is no UTF-8 for a name that it read before, where the two differ in a byte 255
     * alone. JSON in UTF-16 and UTF-32 has zero bytes, and JSON in UTF-8 has none.
     */
    private static void requireText(byte[] document) throws InvalidJsonException {
        ByteBuffer bytes = ByteBuffer.wrap(document);
        CharBuffer characters = CharBuffer.allocate(8192);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result;
        do {
            result = decoder.decode(bytes, characters.clear(), true);
        } while (result.isOverflow());
        if (result.isError() && !hasZero(document)) {
            throw new InvalidJsonException(
                    InvalidJsonException.Kind.MALFORMED, lineOf(document, bytes.position()), NO_UTF_8, "valid JSON");
        }
    }

    private static boolean hasZero(byte[] document) {
        for (byte b : document) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private static String lineOf(byte[] document, int end) {
        int line = 1;
        for (int i = 0; i < end; i++) {
            if (document[i] == '\n') {
                line++;
            }
        }
        return "line " + line;
    }

    private static InvalidJsonException malformed(String place, String found, String expected, Throwable cause) {
        return new InvalidJsonException(InvalidJsonException.Kind.MALFORMED, place, found, expected, cause);
    }

    private static InvalidJsonException beyondLimits(StreamConstraintsException e) {
        String message = e.getOriginalMessage();
        if (message.startsWith("Token count")) {
            return new InvalidJsonException(
                    InvalidJsonException.Kind.TOO_MANY_VALUES,
                    "",
                    "more than " + MOST_VALUES + " names, values and brackets",
                    "some thousands",
                    e);
        }
        return new InvalidJsonException(
                InvalidJsonException.Kind.TOO_DEEP,
                "",
                message.startsWith("Document nesting")
                        ? "more than " + StreamReadConstraints.DEFAULT_MAX_DEPTH + " brackets within each other"
                        : "a name, a text or a number of endless length",
                "a few levels, and names of sensible length",
                e);
    }

    private static String found(String message) {
        Matcher character = CHARACTER.matcher(message);
        if (character.find()) {
            return "the character " + character.group(1);
        }
        Matcher duplicate = DUPLICATE.matcher(message);
        if (duplicate.find()) {
            return "the field \"" + duplicate.group(1) + "\" twice";
        }
        Matcher token = TOKEN.matcher(message);
        if (token.find()) {
            return "the word " + token.group(1);
        }
        if (message.startsWith("Unexpected end-of-input")) {
            return "the end of the file";
        }
        if (message.startsWith("Trailing token")) {
            return "more behind the end of the document";
        }
        if (message.startsWith("Illegal unquoted character")) {
            return "a line break or another control character inside a text";
        }
        if (message.startsWith("Invalid UTF-8")) {
            return NO_UTF_8;
        }
        return "text that is no JSON";
    }

    private static String hint(JsonProcessingException e, byte[] document) {
        String message = e.getOriginalMessage();
        if (DUPLICATE.matcher(message).find()) {
            return "; name each field once";
        }
        if ((message.contains("'}'") || message.contains("']'")) && followsComma(document, e.getLocation())) {
            return "; there is a trailing comma before it: remove it";
        }
        if (message.contains("('\\'' (code 39))")) {
            return "; names and text need double quotes";
        }
        if (message.contains("('#' (code 35))") || message.contains("('/' (code 47))")) {
            return "; JSON has no comments: remove it";
        }
        if (message.startsWith("Unexpected end-of-input")) {
            return "; the file was cut, or a bracket is not closed";
        }
        return "";
    }

    private static boolean followsComma(byte[] document, JsonLocation location) {
        int at = location == null ? -1 : (int) Math.min(location.getByteOffset(), document.length - 1);
        while (at >= 0 && (document[at] <= ' ' || document[at] == '}' || document[at] == ']')) {
            at--;
        }
        return at >= 0 && document[at] == ',';
    }
}
