"""Names and addresses are found in whatever form and place people write them."""

import pytest

from heatqa.redaction import redact

DOORS = """
3-2-501|３－２－５０１|3 - 2 - 501|3.2.501|3/2/501|三杠二杠五零一|12-1-1803室|7-1-1-2|6-502
12#1803|5#2-301|5#2单元301|5# 楼 2 单元 301 室|12#楼西门|3栋2单元501|3幢2单元501室|3座501|8座2203室
三号楼二单元五零一|三栋二单元五楼一号|5号楼1单元顶楼东户|十二号楼西单元四层左手|三单元四楼东边那户
7号楼2门洞6楼右门|7号门501室|2单元602|二单元顶层|A座1203|B座12层1203室|A区5-3-202|C1栋1502
南区7号楼2单元301|二期3号楼1单元902|一组团6号楼401|1502室|五零二室|3号公寓楼512|宿舍楼3楼306
教师公寓3号楼502|平房12号|前院平房3排5号|二排东数第三家|12条8号|二组17号|五队32号|5弄12号601室
18号院2号楼3单元401|12号附3号|附12号|底商103|负一层B12|地下室3号|5甲楼3单元201|甲5号楼301
六单元301、302|8号楼1至4单元|3、4、6号楼|1-6号楼|十二号楼二单元十二楼东
""".replace("\n", "|").strip("|")
AROUND = ("{}不热", "幸福小区{}漏水", "地址:{}", "用户住{},电话13945671234", "{}住户反映")

PEOPLE = ("张建军", "郑晓琳", "欧阳文博", "葛长顺", "韩雪", "俞海燕", "杜有福", "上官万里")
CALLS = """
{}来电称不热|用户{}反映漏水|联系人{}电话13945671234|{}，3-2-501，不热|我叫{},住幸福小区|户主：{}
麻烦转告{}一声|由{}处理|请回复{}，谢谢|暖气不热——{}|户名{}，已核|过户给{}，请办理|我妈{}今年八十三
签字：{}|派{}上门看看|{}（女，81岁）反映室温低|客户({}):我家不热|您好，我{}，前天报的修|法人{}来电
{}，身份证230103199205174826|其丈夫{}代为来电|退到{}的卡上|听{}说今天停热|投诉{}态度差|此致 {}
房本上是{}的名字|@{} 你家热了吗|原{}改为刘芳|被{}骂了一顿|钥匙在{}那里|微信名{}|现场见{}，已排气
向{}解释|{}，女，67岁|{}不接电话|工单已派至维修班{}，已接单|交接：{}→下一班
""".replace("\n", "|").strip("|")

TITLES = "女士|先生|大爷|阿姨|师傅|老师|经理|主任|站长|哥|姐|老板|楼长|客服|老太太"

KEPT = """
张贴通知的时候已经停了|高温天气|黄色警示带|孙子在家写作业|李子树下面冒热气|热力公司的师傅来看过
由客服热线派单|向客服反映过|和家长都在|任何人都行|谢谢师傅|管师傅要发票|那师傅没说
老冷了不行|家中不热 男 30岁|老人，女，80岁
支付宝交不了|建设2座污水处理厂|1#支流|3排暖气片|温度3.5度|2025.11.501|附近都热|江边那条路
客户：屋里才13度|用户：没了，再见|DuckDB 判定|用WiFi缴费|晋安区长乐路|龙津河|主任协商过
""".replace("\n", "|").strip("|")


@pytest.mark.parametrize("door", DOORS.split("|"))
@pytest.mark.parametrize("around", AROUND)
def test_every_form_of_a_door_is_masked_whole(around: str, door: str):
    assert hidden(around, door)


@pytest.mark.parametrize("call", CALLS.split("|"))
def test_a_name_is_masked_wherever_it_stands(call: str):
    assert [name for name in PEOPLE if not hidden(call, name)] == []


@pytest.mark.parametrize("title", TITLES.split("|"))
def test_a_surname_with_a_title_is_a_name(title: str):
    for around in ("{}反映不热", "昨天{}来修的", "已联系{}", "{}，9-2-1103，不热"):
        assert hidden(around, f"葛{title}"), around
        assert hidden(around, f"程{title}"), around


@pytest.mark.parametrize("text", KEPT.split("|"))
def test_what_only_looks_like_a_person_or_a_door_stays(text: str):
    assert redact(text).text == text


def hidden(around: str, found: str) -> bool:
    """Whether every character of what was put into a sentence is masked."""
    start = around.index("{}")
    spans = redact(around.format(found)).spans
    masked = {place for span in spans for place in range(span.start, span.end)}
    return all(start + at in masked for at, sign in enumerate(found) if sign not in " 、")
