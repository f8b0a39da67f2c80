use std::collections::BTreeMap;
use crate::node::config::*;
use crate::node::*;
use crate::proto::ipsec::sa::*;
use crate::proto::frame_relay::{PvcConfig, PvcEnd};
use crate::rng::Rng;
use crate::sim::link::*;
use crate::sim::*;
use crate::time::*;
use crate::types::*;
fn n(s:&str)->InterfaceName{s.parse().unwrap()}
fn a(s:&str)->Option<InterfaceAddress>{Some(InterfaceAddress{addr:s.parse().unwrap(),len:24})}
fn fr(ip:&str,maps:&[(&str,u16)])->InterfaceConfig{
 let mut c=InterfaceConfig{address:a(ip),encapsulation:Encapsulation::FrameRelay{ietf:false},..Default::default()};
 for (m,d) in maps{c.frame_relay.maps.insert(m.parse().unwrap(),FrameRelayMap{dlci:Dlci(*d),broadcast:true,ietf:None});}
 c.frame_relay.no_inverse_arp=true; c}
fn rip(st:bool)->Option<RipConfig>{Some(RipConfig{version:Some(2),networks:vec!["155.1.0.0".parse().unwrap()],no_auto_summary:true,redistribute_static:st.then_some(Redistribution{metric:None}),..Default::default()})}
fn crypto(c:&mut DeviceConfig,peer:&str,src:&str,dst:&str,rri:bool){
 c.isakmp.policies.insert(10,IsakmpPolicy{encryption:IkeCipher::TripleDes,hash:IkeHash::Md5,authentication:IkeAuth::PreShare,..Default::default()});
 c.isakmp.keys.push(PreSharedKey{key:"CISCO".into(),peers:Prefix::host(peer.parse().unwrap()),no_xauth:false});
 c.isakmp.keepalive=Some(Keepalive{secs:10,retry_secs:2,periodic:true});
 c.transform_sets.insert("T".into(),TransformSet{transform:EspTransform{cipher:EspCipher::TripleDes,auth:EspAuth::HmacMd5,mode:Mode::Tunnel}});
 let w=|s:&str|s.parse::<Prefix>().unwrap().wildcard();
 c.access_lists.insert("TRAFFIC".into(),AccessList{extended:true,entries:BTreeMap::from([(10,AccessEntry{permit:true,protocol:0,src:w(src),src_port:None,dst:w(dst),dst_port:None})])});
 c.crypto_maps.insert("VPN".into(),BTreeMap::from([(10,CryptoMapEntry{peers:vec![peer.parse().unwrap()],transform_sets:vec!["T".into()],access_list:Some("TRAFFIC".into()),reverse_route:rri.then_some(ReverseRoute{is_static:true}),..Default::default()})]));
}
fn hsrp(pri:Option<u8>)->BTreeMap<u8,StandbyConfig>{BTreeMap::from([(1,StandbyConfig{ip:Some(Some("155.1.146.254".parse().unwrap())),timers:Some(StandbyTimers{hello_ms:1000,hold_ms:3000,hello_in_ms:false,hold_in_ms:false}),priority:pri,preempt:Some(PreemptDelay::default()),name:Some("VLAN146".into()),..Default::default()})])}
pub(crate) fn world(seed:u64, eager:bool)->World{
 let settings=Settings{strict_periodic_dpd:false,hsrp_resign_on_shutdown:true,rri_follows_hsrp:true,eager_encryption:eager};
 let rng=Rng::from_seed(seed);
 let mut r1=DeviceConfig{hostname:"Rack1R1".into(),rip:rip(true),..Default::default()};
 r1.interfaces.insert(n("Fa0/0"),InterfaceConfig{address:a("155.1.146.1"),standby:hsrp(Some(200)),crypto_map:Some(CryptoMapBinding{map:"VPN".into(),redundancy:Some("VLAN146".into())}),..Default::default()});
 r1.interfaces.insert(n("Se0/0"),fr("155.1.0.1",&[("155.1.0.5",105)]));
 crypto(&mut r1,"155.1.146.6","155.1.58.0/24","155.1.67.0/24",true);
 let mut r4=DeviceConfig{hostname:"Rack1R4".into(),rip:rip(true),..Default::default()};
 r4.interfaces.insert(n("Fa0/1"),InterfaceConfig{address:a("155.1.146.4"),standby:hsrp(None),crypto_map:Some(CryptoMapBinding{map:"VPN".into(),redundancy:Some("VLAN146".into())}),..Default::default()});
 r4.interfaces.insert(n("Se0/0"),fr("155.1.0.4",&[("155.1.0.5",405)]));
 crypto(&mut r4,"155.1.146.6","155.1.58.0/24","155.1.67.0/24",true);
 let mut r5=DeviceConfig{hostname:"Rack1R5".into(),rip:rip(false),..Default::default()};
 r5.interfaces.insert(n("Fa0/0"),InterfaceConfig{address:a("155.1.58.5"),..Default::default()});
 r5.interfaces.insert(n("Se0/0"),fr("155.1.0.5",&[("155.1.0.1",501),("155.1.0.4",504)]));
 let mut r6=DeviceConfig{hostname:"Rack1R6".into(),..Default::default()};
 r6.interfaces.insert(n("Fa0/0"),InterfaceConfig::default());
 let d=|v,ip:&str|InterfaceConfig{address:a(ip),encapsulation:Encapsulation::Dot1q{vlan:VlanId(v),native:false},..Default::default()};
 r6.interfaces.insert(n("Fa0/0.67"),d(67,"155.1.67.6"));
 r6.interfaces.insert(n("Fa0/0.146"),InterfaceConfig{crypto_map:Some(CryptoMapBinding{map:"VPN".into(),redundancy:None}),..d(146,"155.1.146.6")});
 crypto(&mut r6,"155.1.146.254","155.1.67.0/24","155.1.58.0/24",false);
 let dr=|nh:&str|StaticRoute{prefix:Prefix::DEFAULT,interface:None,next_hop:Some(nh.parse().unwrap()),distance:None,name:None,permanent:false};
 r6.static_routes.push(dr("155.1.146.254"));
 let sp=|v|InterfaceConfig{switchport:Some(Switchport{access_vlan:VlanId(v),..Default::default()}),..Default::default()};
 let mut sw1=DeviceConfig{hostname:"Rack1SW1".into(),..Default::default()};
 sw1.interfaces.insert(n("Fa0/1"),sp(146)); sw1.interfaces.insert(n("Fa0/4"),sp(146));
 sw1.interfaces.insert(n("Fa0/6"),InterfaceConfig{switchport:Some(Switchport{mode:SwitchportMode::Trunk,..Default::default()}),..Default::default()});
 sw1.interfaces.insert(n("Vlan67"),InterfaceConfig{address:a("155.1.67.7"),..Default::default()});
 sw1.static_routes.push(dr("155.1.67.6"));
 let mut sw2=DeviceConfig{hostname:"Rack1SW2".into(),..Default::default()};
 sw2.interfaces.insert(n("Fa0/5"),sp(58));
 sw2.interfaces.insert(n("Vlan58"),InterfaceConfig{address:a("155.1.58.8"),..Default::default()});
 sw2.static_routes.push(dr("155.1.58.5"));
 let dev=|i,name:&str,k,ports:&[&str],c|Node::Device(Box::new(Device::new(NodeId(i),name,k,ports.iter().map(|p|n(p)).collect(),c,settings,&rng)));
 let pe=|p,d|PvcEnd{port:IfIndex(p),dlci:Dlci(d)};
 let nodes=vec![dev(0,"R1",DeviceKind::Router,&["Fa0/0","Se0/0"],r1),dev(1,"R4",DeviceKind::Router,&["Fa0/1","Se0/0"],r4),dev(2,"R5",DeviceKind::Router,&["Fa0/0","Se0/0"],r5),dev(3,"R6",DeviceKind::Router,&["Fa0/0"],r6),dev(4,"SW1",DeviceKind::Switch,&["Fa0/1","Fa0/4","Fa0/6"],sw1),dev(5,"SW2",DeviceKind::Switch,&["Fa0/5"],sw2),
 Node::Cloud(Box::new(Cloud::new(NodeId(6),"FR",vec![n("Se0/1"),n("Se0/4"),n("Se0/5")],vec![PvcConfig{a:pe(0,105),b:pe(2,501)},PvcConfig{a:pe(1,405),b:pe(2,504)}])))];
 let e=|n,p|End{node:NodeId(n),port:IfIndex(p)};
 let l=|i:u64,p,a,b|Link::new(p,[a,b],rng.split(&format!("l{i}")));
 let (f,s)=(LinkProfile::FAST_ETHERNET,LinkProfile::SERIAL_64K);
 let links=vec![l(0,f,e(3,0),e(4,2)),l(1,f,e(4,0),e(0,0)),l(2,f,e(4,1),e(1,0)),l(3,s,e(0,1),e(6,0)),l(4,s,e(1,1),e(6,1)),l(5,s,e(6,2),e(2,1)),l(6,f,e(2,0),e(5,0))];
 World::new(nodes,links)
}
#[test]
fn scratch(){
 let mut w=world(7,false); w.boot();
 w.run_until(Instant::from_secs(30),u64::MAX);
 w.with_node(NodeId(4),Cause::Boot,|n,now,fx|n.device_mut().unwrap().start_ping(now,PingRequest{repeat:3,..PingRequest::new("155.1.58.5".parse().unwrap())},fx));
 w.run_until(Instant::from_secs(40),u64::MAX);
 w.with_node(NodeId(4),Cause::Boot,|n,now,fx|n.device_mut().unwrap().start_ping(now,PingRequest{repeat:1000000,..PingRequest::new("155.1.58.5".parse().unwrap())},fx));
 w.run_until(Instant::from_secs(60),u64::MAX);
 w.with_node(NodeId(0),Cause::Boot,|n,now,fx|{let d=n.device_mut().unwrap();let mut c=d.config().clone();c.interfaces.get_mut(&"Fa0/0".parse().unwrap()).unwrap().shutdown=true;d.reconfigure(now,c,fx)});
 w.run_until(Instant::from_secs(180),u64::MAX);
 for f in w.facts(){ let s=format!("{:?}",f.kind); if s.contains("Ping") && f.at>Instant::from_secs(41) && !s.contains("Timeout"){continue} if s.contains("Rip")&&f.at>Instant::from_secs(20)&&(f.at<Instant::from_secs(59)||f.at>Instant::from_secs(70)){continue} println!("{} {:?} {:?} {}",f.at,f.node.map(|n|w.node(n).unwrap().name().to_owned()),f.cause,&s[..s.len().min(260)]);}
 println!("events {} frames {} drops {} hash {:x}",w.events(),w.capture().count(),w.capture().drops().len(),w.trace_hash());
 let mut m=std::collections::BTreeMap::new(); for d in w.capture().drops(){*m.entry(format!("{:?} {}",d.node,d.reason)).or_insert(0)+=1;} println!("{m:#?}");
}
