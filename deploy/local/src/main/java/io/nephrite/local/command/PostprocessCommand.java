package io.nephrite.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.postprocess.PostprocessingDecision;
import io.nephrite.imaging.postprocess.PostprocessingDecision.Filter;
import io.nephrite.local.client.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "postprocess",
        description =
                "Applies the postprocessing that a cross-validation has decided on, as nnUNetv2_apply_postprocessing"
                        + " does; needs no running system.")
final class PostprocessCommand implements Callable<Integer> {
    private static final String LARGEST_COMPONENT = "remove_all_but_largest_component_from_segmentation";

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Label maps.")
    Path folder;

    @Option(names = "--postprocessing", paramLabel = "FILE", required = true, description = "A postprocessing.json.")
    Path file;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder for the results.")
    Path out;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminals.standard();
        List<Filter> filters = filters();
        Map<String, Path> maps = LabelMapFiles.in(folder);
        Files.createDirectories(out);
        if (Files.isSameFile(folder, out)) {
            throw new BadInput(out + " is the folder of the label maps too; expected another one");
        }
        for (Map.Entry<String, Path> map : maps.entrySet()) {
            LabelMapFiles.write(
                    PostprocessingDecision.apply(LabelMapFiles.read(map.getValue()), filters), map.getValue(), out);
            terminal.line(map.getKey());
        }
        return ExitCode.OK;
    }

    private List<Filter> filters() throws IOException {
        JsonNode document;
        try {
            document = Json.tree(OfflineInput.bytes(file, "a postprocessing.json"));
        } catch (IllegalArgumentException e) {
            throw new BadInput(file + ": " + e.getMessage() + "; expected a postprocessing.json", e);
        }
        JsonNode functions = document.path("postprocessing_fns");
        JsonNode arguments = document.path("postprocessing_kwargs");
        if (!functions.isArray() || !arguments.isArray() || functions.size() != arguments.size()) {
            throw new BadInput(file + ": expected as many postprocessing_kwargs as postprocessing_fns, each a list");
        }
        List<Filter> filters = new ArrayList<>();
        for (int i = 0; i < functions.size(); i++) {
            if (!functions.get(i).asText().equals(LARGEST_COMPONENT)) {
                throw new BadInput(file + " /postprocessing_fns/" + i + ": found " + functions.get(i) + ", expected \""
                        + LARGEST_COMPONENT + "\"");
            }
            List<Integer> labels = new ArrayList<>();
            collect(arguments.get(i).path("labels_or_regions"), labels);
            if (labels.isEmpty()) {
                throw new BadInput(file + " /postprocessing_kwargs/" + i + ": expected labels_or_regions with a label");
            }
            filters.add(new Filter(labels, false));
        }
        return filters;
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
