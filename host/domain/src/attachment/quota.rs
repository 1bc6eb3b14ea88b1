//! Who may fill how much of the disk: a customer, a network of customers, an organisation; of what no message has taken, and in
//! all.

use std::net::{IpAddr, Ipv6Addr};

use vuoro_kernel::limits::{Limits, ORGANISATION_UNSENT_MAX, VISITOR_UNSENT_MAX};
use vuoro_store::Holdings;

/// The network that addresses are counted by. A client with one IPv6 address has 2^64 of them.
pub(super) fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
    }
}

/// The largest file that may be announced beside what is held already. `all` is what the organisation's files take together.
pub(super) fn bytes_left(limits: &Limits, holdings: &Holdings, all: i64) -> i64 {
    if holdings.unsent.files >= ORGANISATION_UNSENT_MAX || holdings.unsent_of_visitor.files >= VISITOR_UNSENT_MAX {
        return 0;
    }
    let bounds = [
        (limits.organisation_attachment_bytes_max, all),
        (limits.organisation_unsent_bytes_max, holdings.unsent.bytes),
        (limits.visitor_attachment_bytes_max, holdings.of_visitor.bytes),
        (limits.visitor_unsent_bytes_max, holdings.unsent_of_visitor.bytes),
        (limits.network_attachment_bytes_max, holdings.of_network.bytes),
        (limits.network_unsent_bytes_max, holdings.unsent_of_network.bytes),
    ];
    let left = bounds.map(|(most, held)| i64::try_from(most).unwrap_or(i64::MAX).saturating_sub(held));
    left.into_iter().min().unwrap_or(0).max(0)
}

#[cfg(test)]
mod tests {
    use vuoro_store::Held;

    use super::*;

    #[test]
    fn an_ipv6_network_is_one_uploader() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::9"));
        assert_ne!(of("2001:db8:1:2::9"), of("2001:db8:1:3::9"));
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn the_tightest_bound_says_what_is_left() {
        let limits = Limits {
            visitor_attachment_bytes_max: 100,
            network_attachment_bytes_max: 200,
            organisation_attachment_bytes_max: 1_000,
            visitor_unsent_bytes_max: 50,
            network_unsent_bytes_max: 80,
            organisation_unsent_bytes_max: 300,
            ..Limits::default()
        };
        let held = |bytes| Held { files: 1, bytes };
        let none = Holdings::default();
        for (holdings, all, left) in [
            (none, 0, 50),
            (none, 970, 30),
            (none, 1_001, 0),
            (Holdings { unsent: held(290), ..none }, 0, 10),
            (Holdings { unsent_of_visitor: held(45), ..none }, 0, 5),
            (Holdings { unsent_of_network: held(79), ..none }, 0, 1),
            (Holdings { of_visitor: held(100), ..none }, 0, 0),
            (Holdings { of_network: held(180), ..none }, 0, 20),
            (Holdings { unsent: Held { files: ORGANISATION_UNSENT_MAX, bytes: 1 }, ..none }, 0, 0),
            (Holdings { unsent_of_visitor: Held { files: VISITOR_UNSENT_MAX, bytes: 1 }, ..none }, 0, 0),
        ] {
            assert_eq!(bytes_left(&limits, &holdings, all), left, "{holdings:?}, {all}");
        }
    }
}
