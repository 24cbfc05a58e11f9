package io.nephrite.runtime.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
    private static final Optional<String> TOKEN = Optional.of("0123456789abcdef0123");

    @Test
    void refusesToStartWhereNobodyHasSaidWhoMayDoWhat() {
        assertThat(Login.fault(LoginMode.OIDC, TOKEN, false))
                .hasValueSatisfying(message -> assertThat(message).contains("NEPHRITE_OIDC_ISSUER", "none"));
        assertThat(Login.fault(LoginMode.TOKEN, Optional.empty(), true))
                .hasValueSatisfying(message -> assertThat(message).contains("NEPHRITE_TOKEN"));
    }

    @Test
    void startsWithAnIssuerOrATokenOrWhereItIsSwitchedOffByName() {
        assertThat(Login.fault(LoginMode.OIDC, Optional.empty(), true)).isEmpty();
        assertThat(Login.fault(LoginMode.TOKEN, TOKEN, false)).isEmpty();
        assertThat(Login.fault(LoginMode.NONE, Optional.empty(), false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"short-enough-to-try", "with a blank in it, so no header", "with;a;semicolon;in;a;cookie"})
    void refusesATokenThatCanBeFoundByTryingOrThatNoHeaderCarriesAndDoesNotTellIt(String token) {
        for (LoginMode mode : LoginMode.values()) {
            Optional<String> fault = Login.fault(mode, Optional.of(token), true);

            assertThat(fault)
                    .hasValueSatisfying(message -> assertThat(message)
                            .contains(token.length() + " characters")
                            .doesNotContain(token));
        }
    }

    @Test
    void aRoleIncludesThoseBeforeIt() {
        assertThat(Roles.withIncluded(Set.of())).isEmpty();
        assertThat(Roles.withIncluded(Set.of("staff"))).containsExactly("staff");
        assertThat(Roles.withIncluded(Set.of("viewer"))).containsExactly("viewer");
        assertThat(Roles.withIncluded(Set.of("editor", "staff")))
                .containsExactlyInAnyOrder("viewer", "editor", "staff");
        assertThat(Roles.withIncluded(Set.of("operator"))).containsExactlyInAnyOrder("viewer", "editor", "operator");
    }
}
