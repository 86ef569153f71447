package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasksTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.77, 203.0.x.x",
        "1.2.3.4, 1.2.x.x",
        "255.255.255.255, 255.255.x.x",
        "256.1.1.1, x.x.x.x",
        "1.2.3, x.x.x.x",
        "1.2.3.4.5, x.x.x.x",
        "' 1.2.3.4', x.x.x.x",
        "2001:db8:1:2::3, 2001:db8:x:x:x:x:x:x",
        "::1, 0:0:x:x:x:x:x:x",
        "::ffff:203.0.113.77, 203.0.x.x",
        "fe80::1%eth0, x.x.x.x",
        "1:2:3:4:5:6:7:8:9, x.x.x.x",
        "localhost, x.x.x.x",
        "'', x.x.x.x"
    })
    void ofAnAddressTheNetworkStays(String address, String masked) {
        assertThat(Masks.ip(address)).isEqualTo(masked);
    }

    @Test
    void ofAStreetNothingStays() {
        assertThat(Masks.street("742 Main St")).isEqualTo("*** ******");
        assertThat(Masks.street("")).isEqualTo("*** ******");
    }

    @Test
    void whatIsNotThereIsNotMasked() {
        assertThat(Masks.ip(null)).isNull();
        assertThat(Masks.street(null)).isNull();
    }
}
