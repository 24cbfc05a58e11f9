package io.nephrite.local.command;

import io.nephrite.bench.Benchmark;
import io.nephrite.bench.Benchmarks;
import io.nephrite.bench.Peer;
import io.nephrite.bench.UsageException;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.machine.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "bench",
        description = "Measures a whole job, and nnU-Net's too if --peer is given; without a name it lists the jobs.")
final class BenchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The benchmark; without a name all are listed.")
    String name;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "Arguments of the benchmark.")
    List<String> arguments = List.of();

    @Option(names = "--peer", paramLabel = "DIR", description = "Folder with peer.py.")
    Path peer;

    @Option(
            names = "--peer-python",
            paramLabel = "FILE",
            description = "Interpreter with nnU-Net (default: DIR/bin/python).")
    Path python;

    @Option(names = "--threads", paramLabel = "N", description = "For both sides (default: all cores).")
    Integer threads;

    @Option(names = "--scratch", paramLabel = "DIR", description = "Where temporary files go (default: the system's).")
    Path scratch;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.standard();
        if (name == null) {
            Benchmarks.all().forEach(b -> terminal.line(b.name() + "  " + b.summary()));
            return ExitCode.OK;
        }
        Benchmark benchmark = Benchmarks.find(name)
                .orElseThrow(() -> new BadInput("there is no benchmark " + name + "; expected one of "
                        + Benchmarks.all().stream().map(Benchmark::name).toList()));
        Path parent =
                scratch == null ? Path.of(System.getProperty("java.io.tmpdir")) : Files.createDirectories(scratch);
        try {
            terminal.line(Benchmarks.table(
                    benchmark,
                    peerSide(),
                    parent,
                    threads == null ? Machine.cores() : threads,
                    arguments,
                    terminal::line));
        } catch (UsageException e) {
            throw new BadInput(name + ": found " + arguments + "; expected " + e.getMessage(), e);
        }
        return ExitCode.OK;
    }

    private Optional<Peer> peerSide() {
        if (peer == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Peer(peer, python == null ? peer.resolve("bin/python") : python));
        } catch (IllegalArgumentException e) {
            throw new BadInput(e.getMessage(), e);
        }
    }
}
