//! Parts that several patterns share.

/// The text of a fragment.
pub(super) fn fragment(name: &str) -> &'static str {
    match name {
        "source" => "{src=any|src=host src-addr:A.B.C.D|src-addr:A.B.C.D src-wild:A.B.C.D}",
        "destination" => "{dst=any|dst=host dst-addr:A.B.C.D|dst-addr:A.B.C.D dst-wild:A.B.C.D}",
        "standard" => "{src=any|src=host src-addr:A.B.C.D|src-addr:A.B.C.D [src-wild:A.B.C.D]}",
        "protocol" => {
            "{protocol=ip|protocol=icmp|protocol=igmp|protocol=esp|protocol=ahp|protocol=gre|protocol=ospf|\
             protocol=eigrp|protocol=ipinip|protocol=pim|protocol=pcp|protocol=nos|number:<0-255>}"
        }
        "transport" => "{protocol=tcp|protocol=udp}",
        "src-port" => {
            "eq {src-port:<0-65535>|src-port=isakmp|src-port=non500-isakmp|src-port=rip|src-port=telnet|\
             src-port=www|src-port=domain|src-port=ftp|src-port=smtp|src-port=bgp|src-port=ntp|\
             src-port=snmp|src-port=syslog|src-port=tftp}"
        }
        "dst-port" => {
            "eq {dst-port:<0-65535>|dst-port=isakmp|dst-port=non500-isakmp|dst-port=rip|dst-port=telnet|\
             dst-port=www|dst-port=domain|dst-port=ftp|dst-port=smtp|dst-port=bgp|dst-port=ntp|\
             dst-port=snmp|dst-port=syslog|dst-port=tftp}"
        }
        "extended" => {
            "{@protocol @source @destination|@transport @source [@src-port] @destination [@dst-port]}"
        }
        "beyond" => {
            "{@protocol @source @destination [echo|echo-reply|unreachable|time-exceeded|packet-too-big] \
             [dscp value:WORD|precedence value:WORD|tos value:WORD|fragments|time-range value:WORD]* \
             [log|log-input]|@transport @source [@ports] @destination [@ports] [established|syn|ack|fin|rst]* \
             [dscp value:WORD|precedence value:WORD|fragments]* [log|log-input]}"
        }
        "ports" => "{eq|neq|gt|lt|range low:WORD} high:WORD",
        "transforms" => {
            "[cipher=esp-des|cipher=esp-3des|cipher=esp-aes [bits=128|bits=192|bits=256]|cipher=esp-null|\
             auth=esp-md5-hmac|auth=esp-sha-hmac|auth=esp-sha256-hmac|other=esp-seal|other=ah-md5-hmac|\
             other=ah-sha-hmac|other=comp-lzs]*"
        }
        "versions" => "{v1=1 [v2=2]|v2=2 [v1=1]}",
        "level" => {
            "[level:<0-7>|emergencies|alerts|critical|errors|warnings|notifications|informational|debugging]"
        }
        other => unreachable!("no fragment is called {other}"),
    }
}
