package io.nephrite.eval.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.testkit.quarkus.AccessRules;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.nephrite.testkit.quarkus.TestIssuer;
import io.nephrite.testkit.quarkus.Tokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = InMemoryChannels.class, initArgs = @ResourceArg(name = "nephrite.login.mode", value = "oidc"))
@WithTestResource(TestIssuer.class)
class AccessTest {
    @TestHTTPResource("/")
    URI address;

    /** Every one that the published document has of this service, whoever adds it. */
    @Test
    void asksForTheRoleOfEveryResource() throws Exception {
        assertThat(new AccessRules(address, Tokens.ofTheTest()).check("eval-service"))
                .isNotEmpty();
    }
}
