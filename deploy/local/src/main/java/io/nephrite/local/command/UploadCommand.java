package io.nephrite.local.command;

import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.client.DatasetUpload;
import io.nephrite.local.client.ServiceClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "upload", description = "Uploads a dataset folder to a running system, which starts the work.")
final class UploadCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DATASET", description = "Folder of the dataset.")
    Path dataset;

    @Option(names = "--experiment", paramLabel = "FILE", description = "What differs from nnU-Net's defaults.")
    Path experiment;

    @Option(
            names = "--until",
            paramLabel = "STAGE",
            converter = MilestoneConverter.class,
            defaultValue = "report",
            description = "How far the work shall go (default: report).")
    Milestone until;

    @Option(
            names = "--ingest",
            paramLabel = "URL",
            description = "Address of a remote ingest-service, which then learns that the upload is over; needs --s3.")
    URI ingest;

    @Mixin
    ReplaceOption replacement = new ReplaceOption();

    @Mixin
    RemoteOptions remote;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.standard();
        DatasetFolder folder = DatasetFolder.open(dataset);
        FolderNotes.show(folder, terminal);
        Optional<IngestFindings> refusal = IngestFindings.ofDescription(folder);
        if (refusal.isPresent()) {
            refusal.get().show(terminal);
            throw new BadInput(refusal.get().verdict());
        }
        Map<String, byte[]> documents = new LinkedHashMap<>();
        documents.put(ObjectKeys.GOAL_FILE, Json.bytes(new Goal(until)));
        if (experiment != null) {
            documents.put(Experiment.FILE, PipelineRun.readExperiment(experiment));
        }
        ServiceClient client = remote.uploadClient(Optional.ofNullable(ingest));
        DatasetUpload upload = client.upload();
        DatasetUpload.Outcome outcome = remote.retry(terminal)
                .during(() -> upload.mirror(folder, documents, replacement.replace, (files, of, bytes) -> {
                    if (terminal.isLive()) {
                        terminal.block(List.of("uploading " + files + "/" + of));
                    }
                }));
        terminal.block(List.of());
        if (outcome.deleted() > 0) {
            terminal.line("removed " + outcome.deleted() + " files of " + folder.name() + " that the folder has not");
        }
        terminal.line("uploaded " + outcome.sent() + " of " + outcome.files() + " files as " + folder.name()
                + "; `./nephrite status " + folder.name() + "` shows the work");
        tellIngest(client, folder.name(), terminal);
        return ExitCode.OK;
    }

    /** Files that are not in the folder never come: ingest shall say so, and not wait for them. */
    private void tellIngest(ServiceClient client, String dataset, Terminal terminal)
            throws IOException, InterruptedException {
        if (!remote.isLocal() && ingest == null) {
            terminal.line("ingest does not know that the upload is over: work begins when every file is there that the"
                    + " description names; with --ingest URL it begins now, or ingest says what is missing");
            return;
        }
        remote.retry(terminal).during(() -> {
            client.endUpload(dataset);
            return dataset;
        });
    }
}
