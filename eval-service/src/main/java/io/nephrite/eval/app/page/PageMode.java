package io.nephrite.eval.app.page;

import io.nephrite.runtime.login.Login;
import io.nephrite.runtime.login.LoginMode;
import io.nephrite.runtime.login.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** How the page is served; templates know it as {@code inject:pageMode}. */
@Named("pageMode")
@ApplicationScoped
class PageMode {
    private final PageConfig config;
    private final SecurityIdentity viewer;
    private final Login login;

    /** @param viewer who asks for the page */
    PageMode(PageConfig config, SecurityIdentity viewer, Login login) {
        this.config = config;
        this.viewer = viewer;
        this.login = login;
    }

    /** Whether who looks at it has come by a login, and can leave. */
    public boolean hasLogin() {
        return login.mode() != LoginMode.NONE;
    }

    /** Whether nothing can be changed from here by who looks at it. */
    public boolean isReadOnly() {
        return config.readOnly() || !viewer.hasRole(Roles.EDITOR);
    }

    /** Whether who looks at it may steer trainings, replay and drop dead letters, and delete from here. */
    public boolean isOperated() {
        return !config.readOnly() && viewer.hasRole(Roles.OPERATOR);
    }
}
