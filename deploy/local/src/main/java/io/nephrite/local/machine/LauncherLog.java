package io.nephrite.local.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Where this process logs, broker and store included: nowhere at first, then into a file. */
public final class LauncherLog {
    private LauncherLog() {}

    /** Sets the levels; what users should see is printed, not logged. */
    public static void begin() throws IOException {
        try (InputStream levels = LauncherLog.class.getResourceAsStream("/logging.properties")) {
            LogManager.getLogManager().readConfiguration(levels);
        }
    }

    /** Adds to {@code launcher.log} in the folder. */
    public static void into(Path folder) throws IOException {
        Files.createDirectories(folder);
        // '%' starts a pattern in names of log files
        String pattern = folder.resolve("launcher.log").toString().replace("%", "%%");
        Logger.getLogger("").addHandler(new FileHandler(pattern, true));
    }
}
