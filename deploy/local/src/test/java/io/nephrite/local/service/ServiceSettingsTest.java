package io.nephrite.local.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"nephrite", "docker-compose.yml", "deploy/kubernetes/base/trainer-service.yaml"})
    void allocatesAlikeWhereverNetworksRun(String file) throws IOException {
        assertThat(Path.of("../..").resolve(file)).content().contains(ServiceSettings.GLIBC_TUNABLES);
    }
}
