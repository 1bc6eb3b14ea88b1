//! The address that a request comes from, also behind proxies.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The other end of the connection that a request came through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer {
    /// Its address.
    pub(crate) address: IpAddr,
    /// Whether this connection uses TLS.
    pub(crate) is_tls: bool,
}

/// The client behind the trusted proxies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    pub(crate) address: IpAddr,
    /// Whether the client uses TLS, with this server or with the proxy.
    pub(crate) is_secure: bool,
}

/// Finds the client. Proxies append to `X-Forwarded-For`, so its right end is what our own proxies wrote, and the rest
/// is only claimed by the client: the rightmost address that isn't a trusted proxy is the client's.
pub(crate) fn client(peer: Peer, headers: &HeaderMap, trusted: &[IpNet]) -> Client {
    let mut address = plain(peer.address);
    if !is_trusted(address, trusted) {
        return Client { address, is_secure: peer.is_tls };
    }
    let hops = headers.get_all("x-forwarded-for").iter().rev();
    for hop in hops.flat_map(|value| value.to_str().unwrap_or("?").rsplit(',')) {
        // An unreadable entry ends the chain: everything to its left is only claimed.
        let Some(hop) = parse(hop.trim()) else { break };
        address = hop;
        if !is_trusted(address, trusted) {
            break;
        }
    }
    let scheme = headers.get_all("x-forwarded-proto").iter().next_back();
    let scheme = scheme.and_then(|value| value.to_str().ok()?.rsplit(',').next());
    let is_secure = peer.is_tls || scheme.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https"));
    Client { address, is_secure }
}

/// Whether forwarded headers from this address are trusted.
pub(crate) fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    let address = plain(address);
    trusted.iter().any(|network| network.contains(&address))
}

/// What counts as one address in limits: for IPv6 a network of 64 bits, because a provider's customer can use any
/// address in it.
pub(crate) fn bucket(address: IpAddr) -> IpAddr {
    match plain(address) {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// An IPv4 address that arrived at an IPv6 listener, as IPv4.
fn plain(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// Reads an address with or without a port: `10.0.0.7`, `10.0.0.7:80`, `2001:db8::7`, `[2001:db8::7]:80`.
fn parse(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| Some(text.parse::<std::net::SocketAddr>().ok()?.ip()))?;
    Some(plain(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        headers.insert("x-forwarded-proto", "https".parse().unwrap());
        let peer = Peer { address: peer.parse().unwrap(), is_tls: false };
        let client = client(peer, &headers, &["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]);
        format!("{} {}", client.address, if client.is_secure { "secure" } else { "plain" })
    }

    #[test]
    fn a_stranger_is_not_believed_about_its_address() {
        assert_eq!(found("203.0.113.9", &["198.51.100.1"]), "203.0.113.9 plain");
        assert_eq!(found("::ffff:203.0.113.9", &["198.51.100.1"]), "203.0.113.9 plain");
    }

    #[test]
    fn the_client_is_the_rightmost_address_that_is_no_proxy_of_ours() {
        assert_eq!(found("10.0.0.1", &["6.6.6.6, 198.51.100.1, 10.0.0.2"]), "198.51.100.1 secure");
        assert_eq!(found("10.0.0.1", &["6.6.6.6", "198.51.100.1"]), "198.51.100.1 secure");
        assert_eq!(found("::1", &["[2001:db8::7]:443"]), "2001:db8::7 secure");
        assert_eq!(found("10.0.0.1", &["198.51.100.1:5000"]), "198.51.100.1 secure");
    }

    #[test]
    fn what_can_not_be_read_hides_nobody() {
        assert_eq!(found("10.0.0.1", &["6.6.6.6, unknown"]), "10.0.0.1 secure");
        assert_eq!(found("10.0.0.1", &[]), "10.0.0.1 secure");
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let one = bucket("2001:db8:1:2:3:4:5:6".parse().unwrap());
        assert_eq!(one, bucket("2001:db8:1:2::ffff".parse().unwrap()));
        assert_ne!(one, bucket("2001:db8:1:3::ffff".parse().unwrap()));
    }
}
