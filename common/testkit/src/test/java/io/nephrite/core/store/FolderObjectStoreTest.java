package io.nephrite.core.store;

import io.nephrite.testkit.ObjectStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FolderObjectStoreTest extends ObjectStoreContract {
    @TempDir
    private Path folder;

    @Override
    protected ObjectStore store() {
        return new FolderObjectStore(folder);
    }
}
