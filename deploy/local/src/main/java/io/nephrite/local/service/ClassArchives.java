package io.nephrite.local.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Archives of the classes that the services load when they start, read and checked by Java beforehand: with them a
 * start takes half the CPU time. Java itself refuses an archive of other jars or of another JDK, and goes on without.
 *
 * @param folder with a file for each service; empty where there are no archives
 * @param areWritten whether the services write them when they end, in place of reading them
 */
public record ClassArchives(Optional<Path> folder, boolean areWritten) {
    public static final ClassArchives NONE = new ClassArchives(Optional.empty(), false);

    /** System properties that the script `nephrite` sets. */
    private static final String FOLDER = "nephrite.archives";

    private static final String WRITTEN = "nephrite.archives.written";

    /** From this version of Java on archives also hold classes that are linked, and what was learned of methods. */
    private static final int FIRST_WITH_CACHE = 25;

    /** As the script that started this process says. */
    public static ClassArchives ofThisProcess() {
        String folder = System.getProperty(FOLDER, "");
        return folder.isEmpty()
                ? NONE
                : new ClassArchives(Optional.of(Path.of(folder).toAbsolutePath()), Boolean.getBoolean(WRITTEN));
    }

    /** For the JVM of a service, of the version of Java that this process runs on. */
    List<String> options(ServiceKind kind) {
        Optional<Path> file = folder.map(f -> f.resolve(kind.serviceName() + ".jsa"));
        if (file.isEmpty() || !(areWritten || Files.isRegularFile(file.get()))) {
            return List.of();
        }
        boolean isCache = Runtime.version().feature() >= FIRST_WITH_CACHE;
        String option = areWritten
                ? (isCache ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=")
                : (isCache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=");
        // checksums: a damaged archive would end the process
        return List.of(option + file.get(), "-XX:+VerifySharedSpaces");
    }
}
