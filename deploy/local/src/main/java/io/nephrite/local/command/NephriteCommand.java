package io.nephrite.local.command;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.client.ReplaceNotConfirmed;
import java.io.IOException;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line as a whole. */
@Command(
        name = "nephrite",
        mixinStandardHelpOptions = true,
        versionProvider = JarVersion.class,
        description =
                "nnU-Net as event-driven services: a dataset folder goes in, trained folds and a Dice report come "
                        + "out.",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            UpCommand.class,
            UploadCommand.class,
            StatusCommand.class,
            ResultsCommand.class,
            DeadLetterCommand.class,
            SweepCommand.class,
            DeleteCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            PreprocessCommand.class,
            PlanCommand.class,
            PredictCommand.class,
            NnunetCommand.class,
            ModelsCommand.class,
            EvaluateCommand.class,
            CompareCommand.class,
            EnsembleCommand.class,
            PostprocessCommand.class,
            BenchCommand.class,
            InitCommand.class,
            PrepareCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done, 2 bad input, 3 needs --yes or --replace, 4 part of the work is not done, 1 anything else."
        })
public final class NephriteCommand implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(NephriteCommand.class);

    @Spec
    CommandSpec spec;

    /** Runs the command that the arguments name and returns the exit status. */
    public static int execute(String... arguments) {
        CommandLine line = new CommandLine(new NephriteCommand());
        withHelp(line);
        line.setExecutionExceptionHandler((e, command, parsed) -> report(e, command.getErr()));
        return line.execute(arguments);
    }

    /** A command that is a method must ask for these options itself: added later they shift its arguments. */
    private static void withHelp(CommandLine line) {
        for (CommandLine command : line.getSubcommands().values()) {
            if (!command.getCommandSpec().mixinStandardHelpOptions()) {
                command.getCommandSpec().mixinStandardHelpOptions(true);
            }
            withHelp(command);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int report(Exception e, PrintWriter err) {
        if (e instanceof BadInput) {
            err.println("nephrite: " + e.getMessage());
            return ExitCode.BAD_INPUT;
        }
        if (e instanceof ReplaceNotConfirmed) {
            err.println("nephrite: " + e.getMessage());
            return ExitCode.NOT_CONFIRMED;
        }
        if (e instanceof WorkFailedException failure) {
            err.println("nephrite: " + e.getMessage());
            return failure.exitCode();
        }
        if (e instanceof PipelineException failure && failure.code() != FailureCode.BUG) {
            err.println("nephrite: " + e.getMessage());
            return ExitCode.of(failure.code());
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return ExitCode.FAULT;
        }
        LOG.error("the command failed", e);
        if (e instanceof IOException && e.getMessage() != null) {
            err.println("nephrite: " + e.getMessage());
        } else {
            e.printStackTrace(err); // a fault of the program: whoever reports it needs the whole
        }
        return ExitCode.FAULT;
    }
}
