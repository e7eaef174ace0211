/// Providers at which anyone can open a mailbox: the names of `policies/lists/public-mail-providers.txt`, which says where
/// they come from. That file is the one to change; a test holds this text to it.
enum PublicMailProviders {
    static let names: [Substring] = text.split(whereSeparator: \.isWhitespace)

    private static let text = """
        126.com 139.com 163.com 188.com 189.cn 21cn.com 263.net a-topmail.at abv.bg accountant.com activist.com adexec.com adinet.com.uy
        advalvas.be africamail.com aim.com airpost.net alice.it aliceadsl.fr aliyun.com allergist.com allmail.net alumni.com alumnidirector.com
        ameritech.net ananzi.co.za angelic.com anonaddy.com anonaddy.me aol.at aol.be aol.ch aol.co.uk aol.com aol.com.au aol.com.br aol.com.mx
        aol.cz aol.de aol.es aol.fr aol.it aol.nl aol.pl aol.ru aol.se aon.at apollo.lv archaeologist.com arcor.de arnet.com.ar artlover.com
        aruba.it asia-mail.com asia.com atheist.com atlas.cz atlas.sk att.net au.com auctioneer.net aussiemail.com.au australiamail.com
        autorambler.ru azet.sk bartender.net bbox.fr belgacom.net bell.net bellair.net bellsouth.net berlin.com berlin.de bestmail.us bezeqint.net
        bigfoot.com bigmir.net bigpond.com bigpond.net.au bikerider.com birdlover.com bk.ru blader.com bluemail.ch bluewin.ch blueyonder.co.uk
        boardermail.com bol.com.br brazilmail.com bredband.net brew-master.com brew-meister.com bsdmail.com btinternet.com btopenworld.com
        cableone.net californiamail.com canada.com cantv.net caramail.com care2.com casema.nl cash4u.com catlover.com centrum.cz centrum.sk
        centurylink.net centurytel.net charter.net cheerful.com chef.net chello.at chello.nl chemist.com chinamail.com citromail.hu ciudad.com.ar
        clerk.com cliffhanger.com clix.pt club-internet.fr clubmember.org cluemail.com cock.li collector.org columnist.com comcast.net comhem.se
        comic.com compuserve.com computer4u.com consultant.com contractor.net coolsite.net counsellor.com cox.net cs.com cutey.com
        cyber-wizard.com cyberdude.com cybergal.com cyberservices.com dallasmail.com daum.net dbzmail.com dcemail.com deliveryman.com
        diplomats.com dir.bg discofan.com disroot.org docomo.ne.jp doctor.com doglover.com doramail.com dr.com dublin.com duck.com dutchmail.com
        e1.ru earthling.net earthlink.net eastlink.ca eircom.net elisanet.fi elvisfan.com email.com email.com.br email.cz email.de email.it
        email.lu email.ro email.ua emailcorner.net emailengine.net emailengine.org emailgroups.net emailn.de emailplus.org emailuser.net
        embarqmail.com eml.cc empal.com engineer.com englandmail.com epost.de eresmas.com europe.com europemail.com excite.co.jp excite.com
        execs.com eyou.com ezweb.ne.jp f-m.fm fan.com fast-email.com fast-mail.org fastem.com fastemail.us fastemailer.com fastest.cc fastimap.com
        fastmail.co.uk fastmail.com fastmail.de fastmail.es fastmail.fm fastmail.fr fastmail.in fastmail.jp fastmail.net fastmail.org fastmail.se
        fastmail.to fastmail.uk fastmail.us fastmailbox.net fastmessaging.com fastservice.com fastwebnet.it fea.st fibertel.com.ar financier.com
        fireman.net fmail.co.uk fmailbox.com fmgirl.com fmguy.com foxmail.com free.fr freemail.hu freemailn.de freenet.de freeuk.com freeuk.net
        frontier.com frontiernet.net fsmail.net ftml.net games.com gardener.com gawab.com gazeta.pl geologist.com germanymail.com getmail.no
        globo.com globomail.com gmail.com gmx.at gmx.biz gmx.ch gmx.co.uk gmx.com gmx.de gmx.es gmx.eu gmx.fr gmx.info gmx.li gmx.net gmx.org
        gmx.us go2.pl googlemail.com graduate.org graphic-designer.com greenmail.net groupmail.com hackermail.com hailmail.net hairdresser.net
        hanmail.net hetnet.nl hey.com hilarious.com hiphopfan.com hispavista.com hispeed.ch home.nl home.ro homemail.com hot-shot.com hot.ee
        hotbox.ru hotmail.at hotmail.be hotmail.ca hotmail.ch hotmail.cl hotmail.co.il hotmail.co.jp hotmail.co.kr hotmail.co.nz hotmail.co.th
        hotmail.co.uk hotmail.co.za hotmail.com hotmail.com.ar hotmail.com.au hotmail.com.br hotmail.com.tr hotmail.cz hotmail.de hotmail.dk
        hotmail.es hotmail.fi hotmail.fr hotmail.gr hotmail.hu hotmail.it hotmail.nl hotmail.no hotmail.ro hotmail.se hotmail.sg hotpop.com
        housemail.com humanoid.net hush.ai hush.com hushmail.com i.softbank.jp i.ua icloud.com ig.com.br iinet.net.au imap-mail.com imap.cc
        imapmail.org in.com iname.com inbox.com inbox.eu inbox.lt inbox.lv inbox.ru indamail.hu indiatimes.com infoseek.jp innocent.com
        inorbit.com inoutbox.com instruction.com instructor.net insurer.com interfree.it interia.eu interia.pl internet-e-mail.com
        internet-mail.org internet.lu internetemails.net internetmailing.net inwind.it iol.it iol.pt irelandmail.com israelmail.com italymail.com
        jetemail.net job4u.com journalist.com jubii.dk juno.com justemail.net k.ro kabelmail.de kakao.com katamail.com keemail.me keromail.com
        kissfans.com kittymail.com kolabnow.com kolumbus.fi koreamail.com kpnmail.nl land.ru laposte.net latinmail.com lavabit.com lawyer.com
        legislator.com lenta.ru letterboxes.org libero.it libertysurf.fr linuxmail.org list.ru live.at live.be live.ca live.cl live.cn live.co.uk
        live.co.za live.com live.com.ar live.com.au live.com.mx live.com.my live.com.pt live.com.sg live.de live.dk live.fi live.fr live.ie
        live.in live.it live.jp live.nl live.no live.ru live.se livedoor.com lobbyist.com london.com loveable.com lovecat.com luukku.com lycos.com
        mac.com madonnafan.com madrid.com mail-central.com mail-page.com mail.bg mail.by mail.com mail.de mail.dk mail.ee mail.goo.ne.jp mail.kz
        mail.pt mail.ru mail2world.com mailas.com mailbolt.com mailbox.hu mailbox.org mailc.net mailcan.com mailfence.com mailforce.net
        mailftp.com mailhaven.com mailingaddress.org mailite.com mailmight.com mailnew.com mailsent.net mailservice.ms mailup.net mailworks.org
        maktoob.com marchmail.com me.com menara.ma meta.ua metalfan.com mexicomail.com mindless.com mindspring.com minister.com mixmail.com
        ml1.net mm.st mobsters.com monarchy.com moscowmail.com mozmail.com msn.co.uk msn.com munich.com musician.org muslim.com mweb.co.za
        myfastmail.com mykolab.com mymacmail.com mynet.com myopera.com myrambler.ru myself.com myspace.com myyahoo.com nana.co.il nanamail.co.il
        narod.ru nate.com naver.com net-shopping.com net.hr netcabo.pt netscape.net netti.fi netvigator.com netvision.net.il netzero.com
        netzero.net neuf.fr newmail.ru nifty.com nightly.com ninfan.com nm.ru nonpartisan.com nospammail.net ntlworld.com null.net numericable.fr
        nycmail.com o2.co.uk o2.pl ofir.dk oi.com.br one.lv onebox.com onet.eu onet.pl online.de online.ee online.no online.ua op.pl operamail.com
        optician.com optimum.net optonline.net optusnet.com.au orange.es orange.fr orangehome.co.uk orcon.net.nz orthodontist.net outlook.at
        outlook.be outlook.cl outlook.co.id outlook.co.il outlook.co.nz outlook.co.th outlook.com outlook.com.ar outlook.com.au outlook.com.br
        outlook.com.tr outlook.com.vn outlook.cz outlook.de outlook.dk outlook.es outlook.fr outlook.hu outlook.ie outlook.in outlook.it
        outlook.jp outlook.kr outlook.lv outlook.my outlook.ph outlook.pt outlook.sa outlook.sg outlook.sk ownmail.net pacbell.net
        pacific-ocean.com pacificwest.com pandora.be paris.com pchome.com.tw pediatrician.com peoplepc.com petlover.com petml.com photographer.net
        physicist.net planet.nl planetmail.com planetmail.net plasa.com plusnet.com pm.me pobox.com pobox.sk pochta.ru poczta.fm polandmail.com
        politician.com pop.com.br popstar.com portugalmail.com portugalmail.pt post.com post.cz post.sk poste.it posteo.de posteo.net
        postinbox.com postpro.net presidency.com priest.com prodigy.net.mx programmer.net proinbox.com promessage.com protestant.com proton.me
        protonmail.ch protonmail.com proximus.be pt.lu publicist.com q.com qq.com qualityservice.com quick.cz r7.com radiologist.net rambler.ru
        rapstar.com ravemail.com realemail.net reallyfast.biz reallyfast.info realtyagent.com reborn.com rediff.com rediffmail.com reggaefan.com
        registerednurses.com reincarnate.com religious.com repairman.com representative.com rescueteam.com riseup.net ro.ru roadrunner.com
        rocketmail.com rocketship.com rogers.com rol.ro rome.com royal.net rr.com runbox.com rushpost.com russiamail.com s-mail.com safe-mail.net
        safrica.com saigonnet.vn saintly.com salesperson.net samerica.com sanfranmail.com sanook.com sapo.pt saunalahti.fi sbcglobal.net
        scarlet.be scientist.com scotlandmail.com secretary.net seed.net.tw sent.as sent.at sent.com seznam.cz sfr.fr shaw.ca sify.com
        simplelogin.com sina.cn sina.com singnet.com.sg siol.net sister.com sky.com skynet.be slingshot.co.nz snakebite.com socialworker.net
        sociologist.com softbank.ne.jp sohu.com solution4u.com songwriter.net spainmail.com spectrum.net speedpost.net speedy.com.ar
        speedymail.org spray.se ssl-mail.com starhub.net.sg starmedia.com start.no startmail.com suddenlink.net sunrise.ch suomi24.fi supereva.it
        superig.com.br superonline.com swbell.net swedenmail.com swift-mail.com swissmail.com swissonline.ch sympatico.ca t-online.de t-online.hu
        takas.lt talk21.com talktalk.net tdcadsl.dk teachers.org tech-center.com techie.com technologist.com telefonica.net telenet.be telia.com
        telia.se telkomsa.net telus.net terra.cl terra.com terra.com.ar terra.com.br terra.com.mx terra.es thaimail.com the-fastest.net
        the-quickest.com theinternetemail.com therapist.net tim.it tin.it tiscali.co.uk tiscali.it tlen.pl toothfairy.com torontomail.com
        tpg.com.au ttmail.com tut.by tuta.com tuta.io tutamail.com tutanota.com tutanota.de tvstar.com twc.com ukr.net umpire.com une.net.co
        unitybox.de uol.com.br upcmail.nl usa.com usa.net uymail.com verizon.net veryfast.biz veryspeedy.net vfemail.net videotron.ca vip.163.com
        vip.qq.com vip.sina.com vipmail.hu virgilio.it virgin.net virginmedia.com vodafone.de vodafonemail.de vodamail.co.za voila.fr volny.cz
        vp.pl vtr.net walla.co.il walla.com wanadoo.fr warpmail.net web.de webmail.co.za westnet.com.au who.net whoever.com windowslive.com
        windstream.net winning.com witty.com wo.cn worker.com workmail.com wp.pl writeme.com xfinity.com xmail.ru xs4all.nl xsmail.com xtra.co.nz
        ya.com ya.ru yahoo.at yahoo.be yahoo.ca yahoo.ch yahoo.cl yahoo.cn yahoo.co.id yahoo.co.il yahoo.co.in yahoo.co.jp yahoo.co.kr yahoo.co.nz
        yahoo.co.th yahoo.co.uk yahoo.co.za yahoo.com yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.cn yahoo.com.co yahoo.com.hk yahoo.com.mx
        yahoo.com.my yahoo.com.pe yahoo.com.ph yahoo.com.sg yahoo.com.tr yahoo.com.tw yahoo.com.ve yahoo.com.vn yahoo.cz yahoo.de yahoo.dk
        yahoo.es yahoo.fi yahoo.fr yahoo.gr yahoo.hu yahoo.ie yahoo.in yahoo.it yahoo.nl yahoo.no yahoo.pl yahoo.pt yahoo.ro yahoo.se yandex.by
        yandex.com yandex.kz yandex.ru yandex.ua ybb.ne.jp yeah.net yepmail.net ymail.com your-mail.com yours.com zahav.net.il ziggo.nl
        zipmail.com.br zoho.com zoho.eu zohomail.com zohomail.eu zohomail.in zoznam.sk
        """
}
