package io.nephrite.eval.app.page;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** How the page is served; templates know it as {@code inject:pageMode}. */
@Named("pageMode")
@ApplicationScoped
class PageMode {
    private final PageConfig config;

    PageMode(PageConfig config) {
        this.config = config;
    }

    /** Whether nothing can be changed from here. */
    public boolean isReadOnly() {
        return config.readOnly();
    }
}
