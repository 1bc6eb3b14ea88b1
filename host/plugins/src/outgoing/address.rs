//! Which addresses plugins may reach: public ones, and those in the server's configuration.
//!
//! SECURITY.md, "Requests of plugins".

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// Whether a plugin may reach an address.
pub(super) fn is_allowed(address: IpAddr, allowed: &[IpNet]) -> bool {
    let meant = meant(address);
    is_global(meant) || allowed.iter().any(|network| network.contains(&address) || network.contains(&meant))
}

/// The IPv4 address that an IPv6 address stands for; any other address is returned unchanged.
fn meant(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    let embedded = match v6.segments() {
        // Mapped (RFC 4291), and translated (RFC 6052).
        [0, 0, 0, 0, 0, 0xFFFF, high, low] | [0x64, 0xFF9B, 0, 0, 0, 0, high, low] => Some((high, low)),
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => Some((high, low)),
        _ => None,
    };
    embedded.map_or(address, |(high, low)| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        IpAddr::V4(Ipv4Addr::new(a, b, c, d))
    })
}

/// Whether an address is globally reachable, by IANA's special-purpose registries.
fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_global_v4(address),
        IpAddr::V6(address) => is_global_v6(address),
    }
}

fn is_global_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., _, _)           // this network, private, loopback, multicast and reserved
            | (100, 64..=127, _)               // shared behind a provider
            | (169, 254, _)                    // of the link
            | (172, 16..=31, _)                // private
            | (192, 0, 0 | 2)                  // protocols, documentation
            | (192, 88, 99)                    // relays of 6to4
            | (192, 168, _)                    // private
            | (198, 18 | 19, _)                // benchmarks
            | (198, 51, 100) | (203, 0, 113) // documentation
    );
    !is_special
}

/// Only 2000::/3 is allocated, and parts of it have other uses than servers.
fn is_global_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // 2001::/23 is for protocols such as Teredo; 2001:db8::/32 is for documentation; 2002::/16 was handled above.
        [0x2001, second, ..] => second >= 0x200 && second != 0xDB8,
        [0x2002, ..] => false,
        // Documentation.
        [0x3FFF, second, ..] => second >= 0x1000,
        [first, ..] => first & 0xE000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(text: &str) -> bool {
        is_allowed(text.parse().unwrap(), &[])
    }

    #[test]
    fn public_addresses_are_allowed() {
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2000::1",
            "2001:200::1",
            "2606:4700::1111",
            "2a00:1450::1",
            "3ffe:ffff::1",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
        ] {
            assert!(allowed(text), "{text}");
        }
    }

    #[test]
    fn addresses_that_are_not_everybodys_are_refused() {
        for text in [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.255",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.0",
            "192.168.255.255",
            "198.18.0.0",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "100::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "3fff::1",
            "3fff:fff::1",
            "4000::1",
            "5f00::1",
        ] {
            assert!(!allowed(text), "{text}");
        }
    }

    #[test]
    fn an_address_in_disguise_is_what_it_means() {
        for text in [
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1.1.1.1",
            "64:ff9b:0:0:0:1:101:101",
            "2002:7f00:1::1",
            "2002:a9fe:a9fe::1",
            "2002:c0a8:101::",
            "2001::1",
            "2001:0:101:101::1",
            "2001:2::1",
            "2001:1ff::1",
        ] {
            assert!(!allowed(text), "{text}");
        }
    }

    #[test]
    fn a_network_of_the_configuration_is_allowed_in_any_disguise_and_nothing_beside_it() {
        let networks = ["10.1.0.0/16".parse().unwrap(), "fd00:1::/32".parse().unwrap()];
        for text in ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "fd00:1::5"] {
            assert!(is_allowed(text.parse().unwrap(), &networks), "{text}");
        }
        for text in ["10.2.0.1", "::ffff:10.2.0.1", "fd00:2::5", "127.0.0.1"] {
            assert!(!is_allowed(text.parse().unwrap(), &networks), "{text}");
        }
    }
}
