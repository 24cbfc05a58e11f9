package io.nephrite.core.dataset.description;

import io.nephrite.core.dataset.DatasetLayout;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.json.InvalidJsonException;
import io.nephrite.core.json.JsonCursor;
import io.nephrite.core.json.StrictJson;
import java.util.List;
import java.util.Optional;

/**
 * Reads dataset.json of nnU-Net v2, v1 and the Decathlon, and kits.json. Never throws for what the document says: all
 * that is wrong with it is in the result, as far as one thing wrong does not hide another.
 */
public final class DescriptionReader {
    public static final String DATASET_JSON = "dataset.json";
    public static final String KITS_JSON = "kits.json";

    /** Where the description may lie in a dataset's folder; the first that is there counts. */
    public static final List<String> PLACES = List.of(DATASET_JSON, KITS_JSON, "data/" + KITS_JSON);

    /** 100,000 cases take about 12 MiB. */
    public static final int LARGEST_BYTES = 64 << 20;

    private DescriptionReader() {}

    /**
     * Reads dataset.json of any layout.
     *
     * @param document the whole of dataset.json
     */
    public static Description dataset(byte[] document) {
        return read(document, DATASET_JSON, true);
    }

    /**
     * What dataset.json says of every case: channels, labels and the like. It need not say which cases there are.
     *
     * @param document the whole of dataset.json
     */
    public static Description withoutCases(byte[] document) {
        return read(document, DATASET_JSON, false);
    }

    /**
     * Reads kits.json of a KiTS19 checkout.
     *
     * @param document the whole of kits.json
     */
    public static Description kits19(byte[] document) {
        return read(document, KITS_JSON, true);
    }

    /**
     * Reads the description that stands at a place in the dataset's folder.
     *
     * @param place one of {@link #PLACES}
     */
    public static Description at(String place, byte[] document) {
        return place.equals(DATASET_JSON) ? dataset(document) : kits19(document);
    }

    /** What stands in place of a description that is too large to be read. */
    public static Description tooLarge(String file, long size) {
        Findings findings = new Findings(file);
        addTooLarge(findings, size);
        return Description.unusable(DatasetLayout.NNUNET_V2).with(findings.located(new byte[0]));
    }

    private static Description read(byte[] document, String file, boolean withCases) {
        Findings findings = new Findings(file);
        DatasetLayout unknown = file.equals(KITS_JSON) ? DatasetLayout.KITS19 : DatasetLayout.NNUNET_V2;
        if (document.length > LARGEST_BYTES) {
            addTooLarge(findings, document.length);
            return Description.unusable(unknown).with(findings.located(new byte[0]));
        }
        JsonCursor root;
        try {
            root = JsonCursor.at(file, FailureCode.INVALID_DATASET, "", StrictJson.parse(document));
        } catch (InvalidJsonException e) {
            findings.add(code(e.kind()), "", (e.place().isEmpty() ? "" : e.place() + ": ") + e.found(), e.expected());
            return Description.unusable(unknown).with(findings.located(new byte[0]));
        }
        Optional<Description> description = format(file, root, findings)
                .flatMap(f -> withCases ? f.read(root, findings) : f.readWithoutCases(root, findings));
        return description.orElseGet(() -> Description.unusable(unknown)).with(findings.located(document));
    }

    private static Optional<DescriptionFormat> format(String file, JsonCursor root, Findings findings) {
        if (file.equals(KITS_JSON)) {
            return Optional.of(new Kits19());
        }
        Optional<List<String>> fields = findings.read(root::names);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        if (fields.get().contains(NnunetV2.CHANNELS)) {
            return Optional.of(new NnunetV2());
        }
        if (fields.get().contains(NnunetV1.CHANNELS)) {
            return Optional.of(new NnunetV1());
        }
        findings.add(
                FaultCode.LAYOUT_UNKNOWN,
                "",
                "neither channel_names nor modality",
                "channel_names as in nnU-Net v2, or modality as in nnU-Net v1 and the Decathlon");
        return Optional.empty();
    }

    private static void addTooLarge(Findings findings, long size) {
        findings.add(FaultCode.DESCRIPTION_TOO_LARGE, "", size + " bytes", "at most " + LARGEST_BYTES + " bytes");
    }

    private static FaultCode code(InvalidJsonException.Kind kind) {
        return switch (kind) {
            case MALFORMED -> FaultCode.JSON_MALFORMED;
            case TOO_DEEP -> FaultCode.JSON_TOO_DEEP;
            case TOO_MANY_VALUES -> FaultCode.DESCRIPTION_TOO_LARGE;
        };
    }
}
