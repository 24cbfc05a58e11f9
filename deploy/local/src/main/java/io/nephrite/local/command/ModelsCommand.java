package io.nephrite.local.command;

import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.model.ModelPlace;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.model.StoredModels.Entry;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.model.ModelReader;
import io.nephrite.learning.model.ModelWriter;
import io.nephrite.learning.model.NnunetExport;
import io.nephrite.learning.model.ScriptExport;
import io.nephrite.learning.model.TrainedConfiguration;
import io.nephrite.local.client.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "models",
        description = "Keeps trained models in the store of a running system, and hands them on.",
        subcommands = {
            ModelsCommand.ListModels.class,
            ModelsCommand.Show.class,
            ModelsCommand.Export.class,
            ModelsCommand.Import.class,
            ModelsCommand.Delete.class
        })
final class ModelsCommand implements Runnable {
    private static final double MIB = 1 << 20;

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: list, show, export, import or delete");
    }

    /** {@code <dataset>/<id or name>}. */
    private static Entry find(StoredModels models, String reference) {
        int slash = reference.indexOf('/');
        String dataset = slash < 0 ? reference : reference.substring(0, slash);
        String name = slash < 0 ? StoredModels.LATEST : reference.substring(slash + 1);
        return models.find(dataset, name).orElseThrow(() -> noSuchModel(reference));
    }

    private static BadInput noSuchModel(String reference) {
        return new BadInput("there is no model " + reference + " in the store; expected"
                + " <dataset>/<id or name> as `./nephrite models list` shows them");
    }

    private static String line(Entry entry) {
        ModelManifest manifest = entry.manifest();
        return String.format(
                Locale.ROOT,
                "%s/%s  %s  %.1f MiB%s",
                manifest.dataset(),
                entry.id(),
                manifest.configurations().stream()
                        .map(c -> c.configuration() + " folds " + String.join(", ", c.folds()))
                        .collect(Collectors.joining("; ")),
                manifest.bytes() / MIB,
                entry.aliases().isEmpty() ? "" : "  (" + String.join(", ", entry.aliases()) + ")");
    }

    @Command(name = "list", description = "The models of the store.")
    static final class ListModels implements Callable<Integer> {
        @Mixin
        RemoteOptions remote;

        @Override
        public Integer call() throws IOException {
            Terminal terminal = Terminals.standard();
            StoredModels.Listing models = new StoredModels(remote.client().results()).list();
            models.entries().forEach(entry -> terminal.line(line(entry)));
            models.broken()
                    .forEach(broken -> terminal.line(
                            broken.dataset() + "/" + broken.id() + "  cannot be used: " + broken.problem()));
            if (models.entries().isEmpty() && models.broken().isEmpty()) {
                terminal.line("no models; `./nephrite models import PLACE` puts one into the store");
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "show", description = "What belongs to a model, with the hash of each file.")
    static final class Show implements Callable<Integer> {
        @Parameters(paramLabel = "MODEL", description = "<dataset>/<id or name>; the newest with <dataset> alone.")
        String model;

        @Mixin
        RemoteOptions remote;

        @Override
        public Integer call() throws IOException {
            Terminal terminal = Terminals.standard();
            Entry entry = find(new StoredModels(remote.client().results()), model);
            ModelManifest manifest = entry.manifest();
            terminal.line(line(entry));
            terminal.line("from: " + manifest.origin());
            manifest.licence().ifPresent(text -> terminal.line("licence: " + text));
            manifest.notes().ifPresent(text -> terminal.line("notes: " + text));
            manifest.remarks().forEach(text -> terminal.line("note: " + text));
            manifest.files().forEach((path, file) -> terminal.line(file.sha256() + "  " + file.bytes() + "  " + path));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "export",
            description = "Writes a model for others: as a model folder, a zip of it, for nnU-Net, or as TorchScript.")
    static final class Export implements Callable<Integer> {
        @Parameters(
                index = "0",
                paramLabel = "MODEL",
                description =
                        "A folder or zip with a model as `predict` takes it, or <dataset>/<id or name> of the store.")
        String model;

        @Parameters(index = "1", paramLabel = "DIR", description = "Folder that is written; with --to zip the file.")
        Path target;

        @Option(
                names = "--to",
                paramLabel = "FORM",
                defaultValue = "folder",
                description = "folder (default), zip, nnunet or torchscript.")
        String form;

        @Option(names = "--configuration", paramLabel = "NAME", description = "This one alone (default: all).")
        String configuration;

        @Option(names = "--folds", paramLabel = "FOLDS", description = "These alone, such as 0,1 (default: all).")
        String folds;

        @Mixin
        RemoteOptions remote;

        @Override
        public Integer call() throws IOException {
            Terminal terminal = Terminals.standard();
            requireNew();
            Path local = Path.of(model);
            if (Files.exists(local)) {
                try (ModelPlace place = ModelPlace.open(local)) {
                    export(place.folder(), terminal);
                }
                return ExitCode.OK;
            }
            StoredModels models = new StoredModels(remote.client().results());
            try (ModelPlace place = ModelPlace.temporary()) {
                models.fetch(find(models, model), new FolderObjectStore(place.folder()));
                export(place.folder(), terminal);
            }
            return ExitCode.OK;
        }

        /** What is there may be another model, and nobody could distinguish the files. */
        private void requireNew() throws IOException {
            if (!List.of("folder", "zip", "nnunet", "torchscript").contains(form)) {
                throw new BadInput("--to: found " + form + "; expected folder, zip, nnunet or torchscript");
            }
            boolean taken = form.equals("zip")
                    ? Files.exists(target)
                    : Files.isRegularFile(target)
                            || (Files.isDirectory(target) && OfflineInput.isNotEmpty(target) && !form.equals("nnunet"));
            if (taken) {
                throw new BadInput(target + " is there already and not empty; name another one");
            }
        }

        private void export(Path folder, Terminal terminal) throws IOException {
            Model read = selected(
                    ModelReader.read(folder, CheckpointStore.Kind.FINAL, Optional.ofNullable(configuration)),
                    configuration,
                    folds);
            read.remarks().forEach(remark -> terminal.line("note: " + remark));
            switch (form) {
                case "nnunet" -> {
                    for (Path written : NnunetExport.write(read, target)) {
                        terminal.line(written.toString());
                        terminal.line("  nnUNetv2_predict_from_modelfolder -i IMAGES -o OUT -m " + written + " -f "
                                + String.join(" ", read.configurations().get(0).foldNames()));
                    }
                }
                case "torchscript" -> {
                    ScriptExport.write(read, target).forEach(file -> terminal.line(file.toString()));
                    terminal.line(target.resolve("README.md") + " shows how Python opens them");
                }
                case "zip" -> {
                    try (ModelPlace place = ModelPlace.temporary()) {
                        ModelManifest manifest = ModelWriter.write(
                                read, Optional.empty(), Optional.empty(), Optional.empty(), place.folder());
                        place.pack(manifest, target);
                    }
                    terminal.line(target.toString());
                }
                default -> {
                    ModelWriter.write(read, Optional.empty(), Optional.empty(), Optional.empty(), target);
                    terminal.line(target.toString());
                }
            }
        }
    }

    @Command(name = "import", description = "Puts a model into the store; it is never changed there.")
    static final class Import implements Callable<Integer> {
        @Parameters(
                paramLabel = "PLACE",
                description =
                        "A results folder of `run`, a model folder, a model zip, or a model folder of nnU-Net, also zipped.")
        Path place;

        @Option(names = "--dataset", paramLabel = "NAME", description = "Default: as the model says.")
        String dataset;

        @Option(names = "--configuration", paramLabel = "NAME", description = "This one alone (default: all).")
        String configuration;

        @Option(names = "--folds", paramLabel = "FOLDS", description = "These alone, such as 0,1 (default: all).")
        String folds;

        @Option(
                names = "--alias",
                paramLabel = "NAME",
                description = "Another name for the model; the name latest is always given.")
        String alias;

        @Option(names = "--licence", paramLabel = "TEXT", description = "Kept with the model.")
        String licence;

        @Option(names = "--notes", paramLabel = "TEXT", description = "Kept with the model.")
        String notes;

        @Mixin
        RemoteOptions remote;

        @Override
        public Integer call() throws IOException {
            Terminal terminal = Terminals.standard();
            StoredModels models = new StoredModels(remote.client().results());
            try (ModelPlace source = ModelPlace.open(place);
                    ModelPlace made = ModelPlace.temporary()) {
                Model read = selected(
                        ModelReader.read(
                                source.folder(), CheckpointStore.Kind.FINAL, Optional.ofNullable(configuration)),
                        configuration,
                        folds);
                read.remarks().forEach(remark -> terminal.line("note: " + remark));
                ModelWriter.write(
                        read,
                        Optional.ofNullable(dataset),
                        Optional.ofNullable(licence),
                        Optional.ofNullable(notes),
                        made.folder());
                Entry entry = models.put(new FolderObjectStore(made.folder()));
                if (alias != null) {
                    models.alias(entry.manifest().dataset(), alias, entry.id());
                }
                terminal.line(
                        line(models.find(entry.manifest().dataset(), entry.id()).orElse(entry)));
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "delete", description = "Removes a model from the store, with the names that point to it.")
    static final class Delete implements Callable<Integer> {
        @Parameters(paramLabel = "MODEL", description = "<dataset>/<id or name>.")
        String model;

        @Mixin
        RemoteOptions remote;

        @Override
        public Integer call() throws IOException {
            if (!model.contains("/")) {
                throw new BadInput("found " + model
                        + "; expected <dataset>/<id or name>, so that no model is removed by" + " accident");
            }
            int slash = model.indexOf('/');
            String dataset = model.substring(0, slash);
            String id = new StoredModels(remote.client().results())
                    .delete(dataset, model.substring(slash + 1))
                    .orElseThrow(() -> noSuchModel(model));
            Terminals.standard().line("removed " + dataset + "/" + id);
            return ExitCode.OK;
        }
    }

    /** The model with the configuration and the folds that are asked for. */
    private static Model selected(Model model, String configuration, String folds) {
        List<TrainedConfiguration> chosen =
                configuration == null ? model.configurations() : List.of(model.configuration(configuration));
        if (folds != null) {
            List<String> names =
                    Arrays.stream(folds.split(",", -1)).map(String::strip).toList();
            chosen = chosen.stream()
                    .map(c -> new TrainedConfiguration(c.name(), c.named(names)))
                    .toList();
        }
        return model.with(chosen);
    }
}
