package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.layout.ImageFolder;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.imaging.check.CaseChecker;
import io.nephrite.imaging.preprocess.PredictionEstimate;
import io.nephrite.learning.predict.CasePredictor;
import io.nephrite.learning.predict.LogitPredictor;
import io.nephrite.learning.predict.ModelPredictor;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.command.PredictionRequest.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Predicts the images of a folder: which cases there are, which of them are sound, and what is there already. */
final class FolderPrediction {
    private final PredictionRequest request;
    private final Terminal terminal;
    private final Description description;
    private final PredictedFiles files;
    private final LeftOut leftOut;

    FolderPrediction(PredictionRequest request, Terminal terminal) {
        this.request = request;
        this.terminal = terminal;
        this.description = request.model().description();
        this.files = new PredictedFiles(request.out(), description, request.probabilities());
        this.leftOut = new LeftOut(terminal, request.strict());
    }

    /**
     * Predicts the images of the folder.
     *
     * @return the exit status
     */
    int run() throws IOException, InterruptedException {
        requireOtherFolder();
        request.model().remarks().forEach(remark -> terminal.line("note: " + remark));
        leftOut.tell(description.faults().stream()
                .filter(fault -> !fault.isError())
                .flatMap(fault -> request.model().experiment().judged(fault).stream())
                .filter(fault -> !fault.isError())
                .map(fault -> fault.in("the model's dataset.json"))
                .toList());
        requireStages();
        ModelPredictor memory = predictor(member -> () -> {
            throw new IllegalStateException("no network is open yet");
        });
        FolderObjectStore store = new FolderObjectStore(request.images());
        CheckedCases cases = new CheckedCases(
                store, CaseChecker.of(description), request.model().experiment(), FolderPrediction::worded, leftOut);
        List<CaseFiles> all = cases(store);
        List<CaseFiles> wanted = all.stream()
                .filter(c -> request.overwrite() || !files.isThere(c))
                .toList();
        int kept = all.size() - wanted.size();
        Map<String, Long> need = new HashMap<>();
        Map<String, Integer> planes = new HashMap<>();
        List<CaseFiles> sound = cases.withSoundHeaders(
                wanted,
                (caseId, header) -> {
                    PredictionEstimate estimate = memory.memory(caseId, header, request.probabilities());
                    planes.put(
                            caseId, estimate.planesWithin(Runtime.getRuntime().maxMemory()));
                    return estimate.of(planes.get(caseId));
                },
                need);
        int done = kept;
        if (!sound.isEmpty() || kept > 0) {
            Files.createDirectories(request.out());
            done += predict(sound, kept > 0, cases, need, planes);
        }
        if (kept > 0) {
            terminal.line(kept + (kept == 1 ? " case is" : " cases are")
                    + " predicted already and kept; --overwrite predicts" + (kept == 1 ? " it" : " them") + " again");
        }
        leftOut.reasons().keySet().stream()
                .filter(c ->
                        FileNames.isSafeCaseId(c) && Files.exists(request.out().resolve(c + files.ending())))
                .forEach(
                        c -> terminal.line(request.out().resolve(c + files.ending()) + " is of an earlier prediction"));
        return leftOut.conclude(done, "predicted");
    }

    /** Whoever predicts has a model and images, and no experiment of their own. */
    private static Fault worded(Fault fault) {
        return switch (fault.code()) {
            case ORIGIN_DIFFERS, DIRECTION_DIFFERS, SPACING_DIFFERS, SHAPE_DIFFERS ->
                fault.mendedBy("export all channels of the case on one grid");
            case CHANNEL_COUNT_DIFFERS -> fault.mendedBy("give the channels that the model was trained on");
            default -> fault;
        };
    }

    private int predict(
            List<CaseFiles> sound,
            boolean kept,
            CheckedCases cases,
            Map<String, Long> need,
            Map<String, Integer> planes)
            throws IOException, InterruptedException {
        PredictionRecord record = PredictionRecord.of(request);
        if (kept) {
            record.require(request.out());
        }
        if (sound.isEmpty()) {
            return 0;
        }
        record.write(request.out());
        try (OpenNetworks networks = new OpenNetworks(request)) {
            PredictionProgress progress = new PredictionProgress(
                    terminal,
                    sound.stream().map(CaseFiles::caseId).collect(Collectors.toMap(Function.identity(), need::get)),
                    request.quiet());
            return new PredictionLine(
                            cases,
                            predictor(member -> () -> networks.of(member)),
                            files,
                            request.previousStage().map(FolderObjectStore::new),
                            request.probabilities(),
                            need,
                            planes,
                            progress)
                    .run(sound);
        }
    }

    /** Of the members, with the networks that the function gives. */
    private ModelPredictor predictor(Function<Member, Supplier<LogitPredictor>> networks) {
        return new ModelPredictor(
                request.members().stream()
                        .map(member -> member(member, networks))
                        .toList(),
                description.labels(),
                request.filters(),
                request.threads());
    }

    private ModelPredictor.Member member(Member member, Function<Member, Supplier<LogitPredictor>> networks) {
        ConfigurationPlan plan = request.model().plans().configuration(member.name());
        Optional<ModelPredictor.Member> previous = request.previousStage().isPresent()
                ? Optional.empty()
                : plan.previousStage()
                        .map(name -> request.model().configuration(name))
                        .map(before -> member(new Member(before, before.each()), networks));
        return new ModelPredictor.Member(
                new CasePredictor(
                        plan,
                        PreprocessingParameters.of(
                                request.model().plans(),
                                plan,
                                description.labels().classes(),
                                request.model().experiment().rawResampling()),
                        description.labels(),
                        request.threads()),
                member.folds().size(),
                networks.apply(member),
                previous);
    }

    /** Where one configuration predicts, the label maps of its previous stage lie in a folder. */
    private void requireStages() {
        if (request.members().size() > 1) {
            if (request.previousStage().isPresent()) {
                throw new BadInput("several configurations predict together, and a previous stage among them predicts"
                        + " each case itself; leave --previous-stage out, or name one --configuration");
            }
            if (request.probabilities()) {
                throw new BadInput(
                        "several configurations predict together, whose mean is not written as probabilities;"
                                + " leave --probabilities out, or name one --configuration");
            }
            return;
        }
        ConfigurationPlan plan =
                request.model().plans().configuration(request.members().get(0).name());
        if (plan.previousStage().isPresent() != request.previousStage().isPresent()) {
            throw new BadInput(
                    plan.previousStage().isPresent()
                            ? plan.name()
                                    + " is the second stage of a cascade; expected the folder with the label maps of "
                                    + plan.previousStage().get() + " for these images, --previous-stage"
                            : plan.name() + " takes no previous stage; leave --previous-stage out");
        }
    }

    /** Which cases the folder holds, by names alone. */
    private List<CaseFiles> cases(FolderObjectStore store) throws IOException {
        FilesOfFolder found =
                FilesOfFolder.of(request.images(), path -> path.getFileName().toString());
        List<StoredFile> stored = new ArrayList<>();
        for (StoredFile file : found.files()) {
            ObjectInfo info = store.stat(file.key()).orElseThrow(() -> new BadInput(file.key() + " has just gone"));
            stored.add(new StoredFile(info.key(), info.size(), info.etag()));
        }
        ImageFolder folder = ImageFolder.of(stored, description.channelNames());
        if (!folder.leftAlone().isEmpty()) {
            terminal.line("no images, left alone: " + OfflineInput.shortened(folder.leftAlone()));
        }
        found.tellFolders(terminal);
        leftOut.tell(found.faults());
        leftOut.tell(folder.faults());
        if (folder.cases().isEmpty()
                && folder.faults().isEmpty()
                && found.faults().isEmpty()) {
            throw new BadInput(request.images() + " holds no image; expected "
                    + ImageFormat.listed() + " files"
                    + found.inner()
                            .map(inner -> ", did you mean " + inner + "?")
                            .orElse(""));
        }
        List<CaseFiles> ofPart = new ArrayList<>();
        for (int i = request.part(); i < folder.cases().size(); i += request.parts()) {
            ofPart.add(folder.cases().get(i));
        }
        return ofPart;
    }

    /** Label maps among the images would be taken for images the next time, or replace one now. */
    private void requireOtherFolder() throws IOException {
        Path out = request.out();
        if (Files.exists(out) && Files.exists(request.images()) && Files.isSameFile(out, request.images())) {
            throw new BadInput("the output folder is the folder of the images, " + request.images()
                    + "; expected another one, since <case>" + files.ending() + " may be an image there");
        }
    }
}
