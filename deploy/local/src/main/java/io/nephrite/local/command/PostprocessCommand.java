package io.nephrite.local.command;

import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.selection.AcceptedFilters;
import io.nephrite.imaging.postprocess.PostprocessingDecision;
import io.nephrite.imaging.postprocess.PostprocessingDecision.Filter;
import io.nephrite.local.client.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "postprocess",
        description =
                "Applies the postprocessing that a cross-validation has decided on, as nnUNetv2_apply_postprocessing"
                        + " does; needs no running system.")
final class PostprocessCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FOLDER", description = "Label maps.")
    Path folder;

    @Option(names = "--postprocessing", paramLabel = "FILE", required = true, description = "A postprocessing.json.")
    Path file;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder for the results.")
    Path out;

    @Mixin
    StrictOption strictness = new StrictOption();

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminals.standard();
        List<Filter> filters = filters();
        LeftOut leftOut = new LeftOut(terminal, strictness.strict);
        SortedMap<String, Path> maps = LabelMapFiles.in(folder, leftOut, terminal);
        Files.createDirectories(out);
        if (Files.isSameFile(folder, out)) {
            throw new BadInput(out + " is the folder of the label maps too; expected another one");
        }
        int done = LabelMapFiles.each(
                maps,
                leftOut,
                terminal,
                (caseId, map) -> LabelMapFiles.write(
                        caseId, PostprocessingDecision.apply(LabelMapFiles.read(caseId, map), filters), map, out));
        return leftOut.conclude(done, "postprocessed");
    }

    private List<Filter> filters() throws IOException {
        try {
            return AcceptedFilters.parse(OfflineInput.bytes(file, "a postprocessing.json"), file.toString()).stream()
                    .map(labels -> new Filter(labels, false))
                    .toList();
        } catch (PipelineException e) {
            throw new BadInput(e.getMessage(), e);
        }
    }
}
