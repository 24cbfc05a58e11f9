package io.nephrite.init;

import io.minio.errors.MinioException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The program of the image {@code init}: {@link Preparation} as the environment says. */
public final class Init {
    private static final int BAD_INPUT = 2;

    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private Init() {}

    public static void main(String[] args) throws InterruptedException {
        KAFKA.setLevel(Level.WARNING);
        System.exit(run(System.out, System.err));
    }

    private static int run(PrintStream out, PrintStream err) throws InterruptedException {
        try {
            Optional<String> page = TokenFile.prepare(System.getenv());
            Preparation.of(System.getenv()).run();
            out.println("topics and buckets are there");
            page.ifPresent(address -> out.println("the page: " + address));
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return BAD_INPUT;
        } catch (IOException e) {
            err.println("the token cannot be kept in the file that " + TokenFile.FILE + " names: " + e);
            return 1;
        } catch (ExecutionException | TimeoutException e) {
            err.println("the broker did not make the topics: " + (e.getCause() == null ? e : e.getCause()));
            return 1;
        } catch (MinioException e) {
            err.println("the store did not make the buckets: " + e.getMessage());
            return 1;
        }
    }
}
