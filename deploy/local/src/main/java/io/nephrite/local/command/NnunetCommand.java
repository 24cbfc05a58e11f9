package io.nephrite.local.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "nnunet",
        description = "Commands with the flags of nnU-Net, for scripts that were written for it.",
        subcommands = {NnunetPredictCommand.class})
final class NnunetCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: predict");
    }
}
