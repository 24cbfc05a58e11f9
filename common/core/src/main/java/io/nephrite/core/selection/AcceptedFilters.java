package io.nephrite.core.selection;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Reads nnU-Net's {@code postprocessing.json}, which Nephrite writes too. */
public final class AcceptedFilters {
    private static final String LARGEST_COMPONENT = "remove_all_but_largest_component_from_segmentation";

    private AcceptedFilters() {}

    /**
     * Reads which sets of labels the accepted filters apply to.
     *
     * @param place of the document, for messages
     * @return of each set of labels in turn only the largest connected component is kept
     * @throws PipelineException {@link FailureCode#INVALID_MODEL} where it is no such document, or asks for what
     *     nnU-Net does not do
     */
    public static List<List<Integer>> parse(byte[] json, String place) {
        JsonNode document;
        try {
            document = Json.tree(json);
        } catch (IllegalArgumentException e) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL, place + ": " + e.getMessage() + "; expected a postprocessing.json", e);
        }
        JsonNode functions = document.path("postprocessing_fns");
        JsonNode arguments = document.path("postprocessing_kwargs");
        if (!functions.isArray() || !arguments.isArray() || functions.size() != arguments.size()) {
            throw invalid(place + ": expected as many postprocessing_kwargs as postprocessing_fns, each a list");
        }
        List<List<Integer>> filters = new ArrayList<>();
        for (int i = 0; i < functions.size(); i++) {
            if (!functions.get(i).asText().equals(LARGEST_COMPONENT)) {
                throw invalid(place + " /postprocessing_fns/" + i + ": found " + functions.get(i) + ", expected \""
                        + LARGEST_COMPONENT + "\"");
            }
            List<Integer> labels = new ArrayList<>();
            collect(arguments.get(i).path("labels_or_regions"), labels);
            if (labels.isEmpty()) {
                throw invalid(place + " /postprocessing_kwargs/" + i + ": expected labels_or_regions with a label");
            }
            filters.add(List.copyOf(labels));
        }
        return List.copyOf(filters);
    }

    private static PipelineException invalid(String message) {
        return new PipelineException(FailureCode.INVALID_MODEL, message);
    }

    /** A label, a region, or a list that holds regions: all mean the union of their values. */
    private static void collect(JsonNode node, List<Integer> labels) {
        if (node.isArray()) {
            node.forEach(element -> collect(element, labels));
        } else if (node.isInt()) {
            labels.add(node.intValue());
        }
    }
}
